import GRDB

/// A photo that has no ThumbHash yet.
public struct PhotoWithoutThumbHash: Hashable, Sendable {
    public let id: Int64
    public let hothash: String
}

extension StoreSnapshot {
    /// The oldest photos, of whatever owner, that have no ThumbHash yet.
    public func photosWithoutThumbHash(limit: Int) throws -> [PhotoWithoutThumbHash] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id, hothash FROM photo WHERE thumbhash IS NULL ORDER BY id LIMIT ?"),
            arguments: [limit]
        ).map { PhotoWithoutThumbHash(id: $0[0], hothash: $0[1]) }
    }
}

extension StoreTransaction {
    /// Keeps a photo's ThumbHash; empty: there is none to be had. The photo is not changed by it.
    public func setThumbHash(_ text: String, ofPhoto id: Int64) throws {
        try db.execute(sql: "UPDATE photo SET thumbhash = ? WHERE id = ?", arguments: [text, id])
    }
}
