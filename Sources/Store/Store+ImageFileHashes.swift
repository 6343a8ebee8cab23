import GRDB

extension StoreSnapshot {
    /// How often a perceptual hash of this owner's went away. While this stands still, what an index lacks is what
    /// `hashes(of:after:)` tells.
    public func hashRemovals(of owner: Int64) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT total FROM owner_tally WHERE owner = ? AND kind = 'hash_removal'"),
            arguments: [owner]) ?? 0
    }

    /// The files whose hashes went, in their order, after so many had gone; fewer than the tallies tell where it is longer ago
    /// than is kept.
    public func removedHashes(of owner: Int64, after removals: Int) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT file FROM removed_hash WHERE owner = ? AND number > ? ORDER BY number"),
            arguments: [owner, removals])
    }

    /// The perceptual hashes of the owner's files with ids above `id`, ascending; all, or so many. Read from an index alone.
    public func hashes(of owner: Int64, after id: Int64, limit: Int = .max) throws -> [(id: Int64, phash: UInt64)] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT id, phash FROM image_file
                    WHERE owner = ? AND id > ? AND phash IS NOT NULL ORDER BY id LIMIT ?
                    """),
            arguments: [owner, id, limit])
        var hashes: [(id: Int64, phash: UInt64)] = []
        while let row = try rows.next() { hashes.append((row[0], UInt64(bitPattern: row[1]))) }
        return hashes
    }
}
