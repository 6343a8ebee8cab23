public import Foundation
import Store

/// All that an owner can change of a photo.
public struct PhotoFacts: Hashable, Sendable {
    public var takenAt: Date?
    /// Degrees, north and east positive.
    public var latitude: Double?
    public var longitude: Double?
    /// 0 to 5, or none.
    public var rating: Int?
    public var authorID: Int64?

    init(_ photo: PhotoRow) {
        takenAt = photo.takenAt
        latitude = photo.latitude
        longitude = photo.longitude
        rating = photo.rating
        authorID = photo.author?.id
    }

    var row: PhotoFactsRow {
        PhotoFactsRow(takenAt: takenAt, latitude: latitude, longitude: longitude, rating: rating, authorID: authorID)
    }

    func check() throws {
        if let rating, !(0...5).contains(rating) { throw PhotoError.badRating }
        try Self.check(latitude: latitude, longitude: longitude)
    }

    /// Throws `PhotoError.badLatitude` or `.badLongitude` for what is no place on Earth.
    static func check(latitude: Double?, longitude: Double?) throws {
        if let latitude, !(-90...90).contains(latitude) { throw PhotoError.badLatitude }
        if let longitude, !(-180...180).contains(longitude) { throw PhotoError.badLongitude }
    }
}
