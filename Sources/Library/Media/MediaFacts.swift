import Blobs
import Foundation
import Hashing
import ImageKit
import Pixels
import Store

/// What is known about the picture of a new file, wherever the knowledge came from.
enum MediaFacts: Sendable {
    case known(MediaRow)
    case developed(Development)

    /// The format's name, as judged by the bytes.
    var format: String {
        switch self {
        case .known(let row): row.format
        case .developed(let made): made.format.rawValue
        }
    }

    /// Of the small preview, where it was just made.
    var thumbhash: String? { if case .developed(let made) = self { made.thumbhash } else { nil } }

    /// Settles in the rows what this content is, and says so. Belongs in the transaction that redeems its blobs.
    func settle(_ blob: BlobDescription, in steps: StoreTransaction, at time: Date) throws -> MediaRow {
        switch self {
        case .known(let row):
            // The collector may have taken it between the look and now: the upload has to be made again.
            guard try steps.media(sha256: row.blob.sha256) == row else { throw LibraryError.busy }
            return row
        case .developed(let made):
            let row = MediaRow(
                blob: BlobRow(sha256: blob.key.hex, sizeBytes: blob.sizeBytes), format: made.format.rawValue,
                width: made.size.width, height: made.size.height, hot: BlobRow(made.hot), cold: BlobRow(made.cold),
                coldWidth: made.cold.size.width, coldHeight: made.cold.size.height, phash: made.phash.bits,
                exif: made.exif.json, takenAt: made.exif.takenAt, latitude: made.exif.latitude,
                longitude: made.exif.longitude)
            try steps.keepMedia(row, at: time)
            // Another process may have been first; what stands is what everyone shares.
            return try steps.media(sha256: row.blob.sha256) ?? row
        }
    }
}

extension BlobRow {
    fileprivate init(_ preview: EncodedPreview) {
        self.init(sha256: BlobKey(of: preview.jpeg).hex, sizeBytes: preview.jpeg.count)
    }
}
