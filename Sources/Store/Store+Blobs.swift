public import Foundation
import GRDB

/// A blob as its row has it.
public struct BlobRow: Hashable, Sendable {
    /// 64 lower-case hexadecimal digits.
    public let sha256: String
    public let sizeBytes: Int

    public init(sha256: String, sizeBytes: Int) {
        self.sha256 = sha256
        self.sizeBytes = sizeBytes
    }
}

extension StoreSnapshot {
    public func blob(sha256: String) throws -> BlobRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT sha256, size FROM blob WHERE sha256 = ?"), arguments: [sha256]
        ).map { BlobRow(sha256: $0[0], sizeBytes: $0[1]) }
    }

    /// The blobs after `sha256` in the order of their keys, at most `limit`: to walk through all of them.
    public func blobs(after sha256: String, limit: Int) throws -> [BlobRow] {
        try Row.fetchAll(
            db, sql: "SELECT sha256, size FROM blob WHERE sha256 > ? ORDER BY sha256 LIMIT ?",
            arguments: [sha256, limit]
        ).map { BlobRow(sha256: $0[0], sizeBytes: $0[1]) }
    }

    /// Whether a claim on the blob is in force at `time`.
    public func isClaimed(sha256: String, at time: Date) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM blob_claim WHERE sha256 = ? AND expires_at > ?)"),
            arguments: [sha256, time.milliseconds]) ?? false
    }

    /// Blobs made before `age` that nothing refers to and nobody has claimed at `time`, in the order of their keys.
    public func collectableBlobs(
        olderThan age: Date, at time: Date, after sha256: String, limit: Int
    ) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT sha256 FROM blob
                WHERE sha256 > ? AND created_at < ? AND \(Self.blobIsUnneeded)
                ORDER BY sha256 LIMIT ?
                """,
            arguments: [sha256, age.milliseconds, time.milliseconds, limit])
    }

    /// What claims that ran out by `time` were on: perhaps files whose rows never came.
    public func expiredClaims(at time: Date, limit: Int) throws -> [String] {
        try String.fetchAll(
            db,
            sql: "SELECT DISTINCT sha256 FROM blob_claim WHERE expires_at <= ? ORDER BY sha256 LIMIT ?",
            arguments: [time.milliseconds, limit])
    }

    /// Keys in columns that refer to blobs, for which there is no blob row: each with its column, at most `limit`.
    public func danglingBlobReferences(limit: Int) throws -> [(reference: BlobReference, sha256: String)] {
        try Schema.blobReferences.flatMap { reference in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT \(reference.column) FROM \(reference.table)
                    WHERE \(reference.column) IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = \(reference.table).\(reference.column))
                    LIMIT ?
                    """,
                arguments: [limit]
            ).map { (reference, $0) }
        }
    }

    /// True of a row of `blob` that no column names and no claim protects. Takes one argument, the time.
    static let blobIsUnneeded =
        (["NOT EXISTS (SELECT 1 FROM blob_claim WHERE blob_claim.sha256 = blob.sha256 AND expires_at > ?)"]
        + Schema.blobReferences.map { reference in
            "NOT EXISTS (SELECT 1 FROM \(reference.table) WHERE \(reference.table).\(reference.column) = blob.sha256)"
        }).joined(separator: " AND ")
}

extension StoreTransaction {
    /// Keeps the collector's hands off these blobs, whether they are there yet or not, until `expiry`.
    public func claimBlobs(_ keys: [String], claim: String, until expiry: Date) throws {
        for key in Set(keys) {
            try db.execute(
                sql: "INSERT INTO blob_claim (id, sha256, expires_at) VALUES (?, ?, ?)",
                arguments: [claim, key, expiry.milliseconds])
        }
    }

    /// Turns claimed blobs, whose files are in place, into rows, and lets the claim go. The rows that rely on them
    /// belong in the same transaction. Throws `.claimExpired` where the collector may have been there in between.
    public func redeemClaim(_ claim: String, for blobs: [BlobRow], at time: Date) throws {
        for blob in Set(blobs) {
            try db.execute(
                sql: "DELETE FROM blob_claim WHERE id = ? AND sha256 = ? AND expires_at > ?",
                arguments: [claim, blob.sha256, time.milliseconds])
            guard db.changesCount == 1 else { throw StoreError.claimExpired }
            try db.execute(
                sql: "INSERT INTO blob (sha256, size, created_at) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
                arguments: [blob.sha256, blob.sizeBytes, time.milliseconds])
        }
    }

    /// Lets a claim go without having used it. Its files, if any, are taken by the collector.
    public func abandonClaim(_ claim: String, at time: Date) throws {
        try db.execute(
            sql: "UPDATE blob_claim SET expires_at = ? WHERE id = ?", arguments: [time.milliseconds, claim])
    }
}
