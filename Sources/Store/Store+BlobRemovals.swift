public import Foundation
import GRDB

// How a blob goes: its row first, and with it a mark; then its file; then the mark. Until a mark is gone, or has run out,
// nobody puts the same file anew.

extension StoreSnapshot {
    /// Whether the file of one of these is just being taken away.
    public func isBeingRemoved(anyOf keys: some Sequence<String>, at time: Date) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM blob_removal WHERE sha256 = ? AND expires_at > ?)")
        return try keys.contains { key in
            try Bool.fetchOne(statement, arguments: [key, time.milliseconds]) ?? false
        }
    }

    /// What nobody has finished to take away, though its time has run out by `time`.
    public func abandonedRemovals(at time: Date, limit: Int) throws -> [String] {
        try String.fetchAll(
            db, sql: "SELECT sha256 FROM blob_removal WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
            arguments: [time.milliseconds, limit])
    }
}

extension StoreTransaction {
    /// Deletes the blob's row if still nothing needs it, and marks its file to be taken away before `expiry`. A key
    /// without a row, whose claims have all run out, is marked as well. False: it is not the caller's to take away.
    public func markForRemoval(sha256: String, until expiry: Date, at time: Date) throws -> Bool {
        guard try !isBeingRemoved(anyOf: CollectionOfOne(sha256), at: time) else { return false }
        try db.execute(sql: "DELETE FROM blob_removal WHERE sha256 = ?", arguments: [sha256])
        try db.execute(
            sql: "DELETE FROM blob_claim WHERE sha256 = ? AND expires_at <= ?", arguments: [sha256, time.milliseconds])
        try db.execute(
            sql: "DELETE FROM blob WHERE sha256 = ? AND \(Self.blobIsUnneeded)",
            arguments: [sha256, time.milliseconds])
        if db.changesCount == 0 {
            guard try blob(sha256: sha256) == nil, try !isClaimed(sha256: sha256, at: time) else { return false }
        }
        try db.execute(
            sql: "INSERT INTO blob_removal (sha256, expires_at) VALUES (?, ?)",
            arguments: [sha256, expiry.milliseconds])
        return true
    }

    /// The files are gone. Marks that somebody else has made anew since stay.
    public func endRemoval(of keys: some Sequence<String>, until expiry: Date) throws {
        for key in keys {
            try db.execute(
                sql: "DELETE FROM blob_removal WHERE sha256 = ? AND expires_at = ?",
                arguments: [key, expiry.milliseconds])
        }
    }
}
