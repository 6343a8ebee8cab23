public import Foundation
import GRDB

/// What is known about a content. Made once from its bytes, and the same for everyone who has it.
public struct MediaRow: Hashable, Sendable {
    /// The content's own key: 64 lower-case hexadecimal digits.
    public let blob: BlobRow
    /// The format's name, as judged by the bytes.
    public let format: String
    /// Sides in pixels, upright.
    public let width: Int
    public let height: Int
    /// The small preview; its key is the photo's hothash.
    public let hot: BlobRow
    public let cold: BlobRow
    public let coldWidth: Int
    public let coldHeight: Int
    /// Perceptual hash of the decoded small preview.
    public let phash: UInt64
    /// A JSON object.
    public let exif: String
    public let takenAt: Date?
    /// Degrees, north and east positive.
    public let latitude: Double?
    public let longitude: Double?

    public init(
        blob: BlobRow, format: String, width: Int, height: Int, hot: BlobRow, cold: BlobRow, coldWidth: Int,
        coldHeight: Int, phash: UInt64, exif: String, takenAt: Date?, latitude: Double?, longitude: Double?
    ) {
        self.blob = blob
        self.format = format
        self.width = width
        self.height = height
        self.hot = hot
        self.cold = cold
        self.coldWidth = coldWidth
        self.coldHeight = coldHeight
        self.phash = phash
        self.exif = exif
        self.takenAt = takenAt
        self.latitude = latitude
        self.longitude = longitude
    }
}

extension StoreSnapshot {
    /// What is known about the content with this key, or nil where nobody has sent it yet.
    public func media(sha256: String) throws -> MediaRow? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT sha256, size, format, width, height, hot_sha256, hot_size, cold_sha256, cold_size,
                    cold_width, cold_height, phash, exif, taken_at, latitude, longitude
                FROM media WHERE sha256 = ?
                """)
        return try Row.fetchOne(statement, arguments: [sha256]).map { row in
            MediaRow(
                blob: BlobRow(sha256: row[0], sizeBytes: row[1]), format: row[2], width: row[3], height: row[4],
                hot: BlobRow(sha256: row[5], sizeBytes: row[6]), cold: BlobRow(sha256: row[7], sizeBytes: row[8]),
                coldWidth: row[9], coldHeight: row[10], phash: UInt64(bitPattern: row[11]), exif: row[12],
                takenAt: Date(column: row[13]), latitude: row[14], longitude: row[15])
        }
    }
}

extension StoreTransaction {
    /// Keeps what was learned about a content. Where someone else was first, theirs stays.
    public func keepMedia(_ media: MediaRow, at time: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO media (sha256, size, format, width, height, hot_sha256, hot_size, cold_sha256, cold_size,
                    cold_width, cold_height, phash, exif, taken_at, latitude, longitude, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (sha256) DO NOTHING
                """,
            arguments: [
                media.blob.sha256, media.blob.sizeBytes, media.format, media.width, media.height,
                media.hot.sha256, media.hot.sizeBytes, media.cold.sha256, media.cold.sizeBytes,
                media.coldWidth, media.coldHeight, Int64(bitPattern: media.phash), media.exif,
                media.takenAt?.milliseconds, media.latitude, media.longitude, time.milliseconds,
            ])
    }
}

extension Date {
    /// A time from a column that may be null.
    init?(column: Int64?) {
        guard let column else { return nil }
        self.init(milliseconds: column)
    }
}
