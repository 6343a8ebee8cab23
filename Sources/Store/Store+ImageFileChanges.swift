public import Foundation
import GRDB

/// A file that is about to be added to a photo.
public struct NewImageFile: Sendable {
    public let filename: String
    public let sizeBytes: Int
    public let type: String
    public let width: Int
    public let height: Int
    public let sha256: String?
    public let phash: UInt64?
    /// A JSON object.
    public let exif: String
    /// What of the EXIF a search should find.
    public let exifText: String
    public let takenAt: Date?
    public let latitude: Double?
    public let longitude: Double?
    public let importSessionID: Int64?

    public init(
        filename: String, sizeBytes: Int, type: String, width: Int, height: Int, sha256: String?, phash: UInt64?,
        exif: String, exifText: String, takenAt: Date?, latitude: Double?, longitude: Double?, importSessionID: Int64?
    ) {
        self.filename = filename
        self.sizeBytes = sizeBytes
        self.type = type
        self.width = width
        self.height = height
        self.sha256 = sha256
        self.phash = phash
        self.exif = exif
        self.exifText = exifText
        self.takenAt = takenAt
        self.latitude = latitude
        self.longitude = longitude
        self.importSessionID = importSessionID
    }

    var isRaw: Bool { type == "raw" }
}

extension StoreTransaction {
    /// Adds a file to a photo of the same owner, and lets the search find the photo by it.
    public func addImageFile(_ file: NewImageFile, to photo: Int64, of owner: Int64, at time: Date) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO image_file (owner, photo_id, filename, file_size, file_type, width, height, sha256, phash,
                    exif, taken_at, latitude, longitude, import_session_id, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                owner, photo, file.filename, file.sizeBytes, file.type, file.width, file.height, file.sha256,
                file.phash.map { Int64(bitPattern: $0) }, file.exif, file.takenAt?.milliseconds, file.latitude,
                file.longitude, file.importSessionID, time.milliseconds, time.milliseconds,
            ])
        let id = db.lastInsertedRowID
        try db.execute(
            sql: "UPDATE photo SET has_raw = has_raw | ?, updated_at = ? WHERE id = ?",
            arguments: [file.isRaw ? 1 : 0, time.milliseconds, photo])
        try searchFile(file.filename, exif: file.exifText, ofPhoto: photo)
        return id
    }

    /// Writes where the client keeps a file.
    public func updateStorage(_ storage: StorageRow, ofImageFile id: Int64, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE image_file SET storage_path = ?, storage_type = ?, checksum = ?, last_verified = ?, updated_at = ?
                WHERE id = ?
                """,
            arguments: [
                storage.path, storage.type, storage.checksum, storage.lastVerified?.milliseconds, time.milliseconds, id,
            ])
    }
}
