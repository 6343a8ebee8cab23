public import Foundation
import Store

/// What someone looks for among their photos. All that is nil asks nothing.
public struct PhotoSearch: Hashable, Sendable {
    /// What is sorted by. What is equal in it comes in the order of creation.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        case taken = "taken_at"
        case created = "created_at"
        case rating
        /// Of the photo's first file.
        case filename
    }

    /// Words, or beginnings of words, that all stand in file names, EXIF, author or text of the photo.
    public var text: String?
    public var lowestRating: Int?
    public var highestRating: Int?
    public var takenAfter: Date?
    public var takenBefore: Date?
    public var authorID: Int64?
    /// Whether it is known where it was taken.
    public var hasPlace: Bool?
    /// Whether one of its files is a RAW.
    public var hasRaw: Bool?
    public var order = Order.created
    public var ascending = false

    public init() {}

    var query: PhotoQuery {
        var query = PhotoQuery()
        query.text = text
        query.lowestRating = lowestRating
        query.highestRating = highestRating
        query.takenAfter = takenAfter
        query.takenBefore = takenBefore
        query.authorID = authorID
        query.hasPlace = hasPlace
        query.hasRaw = hasRaw
        query.order =
            switch order {
            case .taken: .taken
            case .created: .created
            case .rating: .rating
            case .filename: .filename
            }
        query.ascending = ascending
        return query
    }
}
