import Foundation
import ImageKit

/// What a picture's EXIF tells, as it is kept.
struct PictureExif: Sendable {
    /// A JSON object: tags by name, texts as strings and numbers as numbers. Empty where there is no EXIF.
    var json = "{}"
    /// A clock without a zone is read as UTC.
    var takenAt: Date?
    /// Degrees, north and east positive.
    var latitude: Double?
    var longitude: Double?

    init(_ exif: ExifMetadata?) {
        guard let exif else { return }
        let tags = Dictionary(exif.tags.map { ($0.name, $0.value.foundation) }, uniquingKeysWith: { first, _ in first })
        // In the order of names, so that the same EXIF makes the same text.
        if let data = try? JSONSerialization.data(withJSONObject: tags, options: .sortedKeys) {
            json = String(decoding: data, as: UTF8.self)
        }
        takenAt = exif.takenAt.map {
            Date(timeIntervalSince1970: Double($0.secondsSince1970) + Double($0.milliseconds) / 1000)
        }
        latitude = exif.gps?.latitude
        longitude = exif.gps?.longitude
    }
}

extension ExifValue {
    /// As `JSONSerialization` takes it.
    fileprivate var foundation: Any {
        switch self {
        case .text(let text): text
        case .integer(let number): number
        case .real(let number): number
        case .list(let values): values.map(\.foundation)
        }
    }
}
