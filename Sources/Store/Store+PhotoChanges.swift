public import Foundation
import GRDB

/// A photo that is about to be made, with the file that it comes from.
public struct NewPhoto: Sendable {
    public let owner: Int64
    public let hothash: String
    public let width: Int
    public let height: Int
    public let takenAt: Date?
    public let latitude: Double?
    public let longitude: Double?
    public let authorID: Int64?
    public let phash: UInt64
    public let cold: ColdPreviewRow?
    /// Base64. Nil: the one of another photo with this hothash, or one that is made later.
    public let thumbhash: String?

    public init(
        owner: Int64, hothash: String, width: Int, height: Int, takenAt: Date?, latitude: Double?, longitude: Double?,
        authorID: Int64?, phash: UInt64, cold: ColdPreviewRow?, thumbhash: String?
    ) {
        self.owner = owner
        self.hothash = hothash
        self.width = width
        self.height = height
        self.takenAt = takenAt
        self.latitude = latitude
        self.longitude = longitude
        self.authorID = authorID
        self.phash = phash
        self.cold = cold
        self.thumbhash = thumbhash
    }
}

/// All that an owner can change of a photo.
public struct PhotoFactsRow: Hashable, Sendable {
    public let takenAt: Date?
    public let latitude: Double?
    public let longitude: Double?
    public let rating: Int?
    public let authorID: Int64?

    public init(takenAt: Date?, latitude: Double?, longitude: Double?, rating: Int?, authorID: Int64?) {
        self.takenAt = takenAt
        self.latitude = latitude
        self.longitude = longitude
        self.rating = rating
        self.authorID = authorID
    }
}

extension StoreTransaction {
    /// Makes a photo with its first file, and lets the search find it. Nil, and nothing changed, where the owner has a
    /// photo with this hothash.
    public func addPhoto(_ photo: NewPhoto, file: NewImageFile, at time: Date) throws -> (photo: Int64, file: Int64)? {
        try db.execute(
            sql: """
                INSERT INTO photo (owner, hothash, filename, width, height, taken_at, latitude, longitude, author_id,
                    phash, cold_sha256, cold_width, cold_height, created_at, updated_at, thumbhash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    COALESCE(?, (SELECT thumbhash FROM photo WHERE hothash = ? AND thumbhash IS NOT NULL LIMIT 1)))
                ON CONFLICT (owner, hothash) DO NOTHING
                """,
            arguments: [
                photo.owner, photo.hothash, file.filename, photo.width, photo.height, photo.takenAt?.milliseconds,
                photo.latitude, photo.longitude, photo.authorID, Int64(bitPattern: photo.phash), photo.cold?.sha256,
                photo.cold?.width, photo.cold?.height, time.milliseconds, time.milliseconds, photo.thumbhash,
                photo.hothash,
            ])
        guard db.changesCount == 1 else { return nil }
        let id = db.lastInsertedRowID
        try startSearching(photo: id, of: photo.owner, authorID: photo.authorID)
        return (id, try addImageFile(file, to: id, of: photo.owner, at: time))
    }

    /// Writes all that an owner can change of a photo.
    public func updatePhoto(_ id: Int64, _ facts: PhotoFactsRow, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE photo SET taken_at = ?, latitude = ?, longitude = ?, rating = ?, author_id = ?, updated_at = ?
                WHERE id = ?
                """,
            arguments: [
                facts.takenAt?.milliseconds, facts.latitude, facts.longitude, facts.rating, facts.authorID,
                time.milliseconds, id,
            ])
        try searchAuthor(facts.authorID, ofPhoto: id)
    }

    /// Puts a photo's large preview in place of the one that it had, or takes it away.
    public func setColdPreview(_ cold: ColdPreviewRow?, ofPhoto id: Int64, at time: Date) throws {
        try db.execute(
            sql: "UPDATE photo SET cold_sha256 = ?, cold_width = ?, cold_height = ?, updated_at = ? WHERE id = ?",
            arguments: [cold?.sha256, cold?.width, cold?.height, time.milliseconds, id])
    }

    /// Deletes a photo with its files. A stack that had it as its cover takes its oldest photo instead.
    public func deletePhoto(_ id: Int64, at time: Date) throws {
        let stacks = try Int64.fetchAll(db, sql: "SELECT id FROM photo_stack WHERE cover_id = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM photo WHERE id = ?", arguments: [id])
        for stack in stacks { try promoteOldestPhoto(ofStack: stack, at: time) }
    }
}
