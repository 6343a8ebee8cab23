public import Foundation
import GRDB

extension StoreSnapshot {
    /// The described image that has this id, whoever's it is.
    public func describedImage(uuid: String) throws -> DescribedImageRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql:
                    "SELECT \(DescribedImageRow.columns) FROM \(DescribedImageRow.table) WHERE described_image.uuid = ?"
            ),
            arguments: [uuid]
        ).map(DescribedImageRow.init)
    }

    /// A page of the owner's described images, newest first.
    public func describedImages(of owner: Int64, offset: Int, limit: Int) throws -> [DescribedImageRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(DescribedImageRow.columns) FROM \(DescribedImageRow.table)
                    WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?
                    """),
            arguments: [owner, limit, offset]
        ).map(DescribedImageRow.init)
    }

    /// How many described images the owner has, and how many bytes they had as they were sent. Takes the same time
    /// however many there are.
    public func describedImageTotals(of owner: Int64) throws -> (images: Int, bytes: Int) {
        func total(_ kind: String) throws -> Int {
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT total FROM owner_tally WHERE owner = ? AND kind = ?"),
                arguments: [owner, kind]) ?? 0
        }
        return (try total("described_image"), try total("described_image_bytes"))
    }
}

extension StoreTransaction {
    /// Adds a described image, and what it is found by.
    public func addDescribedImage(_ image: NewDescribedImage, uuid: String, owner: Int64, at time: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO described_image (uuid, owner, sha256, size, filename, format, mode, read_text,
                    reading_failure, description, provider, model, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                uuid, owner, image.blob.sha256, image.blob.sizeBytes, image.filename, image.format, image.mode,
                image.readText, image.readingFailure, image.description, image.provider, image.model,
                time.milliseconds,
            ])
        try search(image, id: db.lastInsertedRowID, of: owner)
    }

    /// Deletes a described image. Its blob is collected where nothing else needs it.
    public func deleteDescribedImage(id: Int64) throws {
        try db.execute(sql: "DELETE FROM described_image WHERE id = ?", arguments: [id])
    }
}
