public import Foundation
import GRDB

/// What a client may put under a name.
public struct PutOfferRow: Hashable, Sendable {
    public let name: String
    public let mediaType: String
    public let sizeBytes: Int
    public let expiresAt: Date
    /// Whether what was put has been taken in.
    public let isConfirmed: Bool

    public init(name: String, mediaType: String, sizeBytes: Int, expiresAt: Date, isConfirmed: Bool = false) {
        self.name = name
        self.mediaType = mediaType
        self.sizeBytes = sizeBytes
        self.expiresAt = expiresAt
        self.isConfirmed = isConfirmed
    }
}

extension StoreSnapshot {
    public func putOffer(_ name: String) throws -> PutOfferRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT media_type, size, expires_at, confirmed_at IS NOT NULL FROM put_offer WHERE name = ?"),
            arguments: [name]
        ).map { row in
            PutOfferRow(
                name: name, mediaType: row[0], sizeBytes: row[1], expiresAt: Date(milliseconds: row[2]),
                isConfirmed: row[3])
        }
    }

    /// Names of offers that ran out before `time`, the oldest first.
    public func putOffers(expiredBefore time: Date, limit: Int) throws -> [String] {
        try String.fetchAll(
            db, sql: "SELECT name FROM put_offer WHERE expires_at < ? ORDER BY expires_at LIMIT ?",
            arguments: [time.milliseconds, limit])
    }
}

extension StoreTransaction {
    /// Another of the same name is a conflict.
    public func addPutOffer(_ offer: PutOfferRow) throws {
        try db.execute(
            sql: "INSERT INTO put_offer (name, media_type, size, expires_at) VALUES (?, ?, ?, ?)",
            arguments: [offer.name, offer.mediaType, offer.sizeBytes, offer.expiresAt.milliseconds])
    }

    /// Whether it was this call that confirmed it; not where it was before, or there is none.
    public func confirmPutOffer(_ name: String, at time: Date) throws -> Bool {
        try db.execute(
            sql: "UPDATE put_offer SET confirmed_at = ? WHERE name = ? AND confirmed_at IS NULL",
            arguments: [time.milliseconds, name])
        return db.changesCount == 1
    }

    public func deletePutOffers(_ names: [String]) throws {
        for name in names { try db.execute(sql: "DELETE FROM put_offer WHERE name = ?", arguments: [name]) }
    }
}
