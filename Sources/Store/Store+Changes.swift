public import Foundation
import GRDB

/// A line of the change table: that something of this kind is no longer what it was.
public struct ChangeRow: Hashable, Sendable {
    /// Rises with every change and is never used again.
    public let number: Int64
    public let kind: ChangeKind
    /// What changed, by whatever names it: a session's id, an owner's number, a job's id.
    public let subject: String
}

/// A part of the change table, as far as this version understands it.
public struct ChangePage: Hashable, Sendable {
    public var changes: [ChangeRow]
    /// Where to read on: the number of the last change that was looked at, understood or not.
    public var lastNumber: Int64
    /// Whether there may be more behind it.
    public var isFull: Bool
}

/// What a change is about.
public enum ChangeKind: String, Hashable, Sendable {
    /// A session was made, closed or ended; the subject is its account's number.
    case sessions
    /// An account was changed, disabled or deleted; the subject is its number.
    case account
    /// Perceptual hashes came or went; the subject is their owner's number.
    case hashes
    /// A setting was changed; the subject is its name.
    case settings
    /// A job has new events; the subject is its id.
    case events
}

extension StoreSnapshot {
    /// The changes after number `number`, oldest first, of at most `limit` that are looked at.
    public func changes(after number: Int64, limit: Int = 1000) throws -> ChangePage {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: "SELECT number, kind, subject FROM change WHERE number > ? ORDER BY number LIMIT ?"),
            arguments: [number, limit])
        var page = ChangePage(changes: [], lastNumber: number, isFull: false)
        var seen = 0
        while let row = try rows.next() {
            seen += 1
            page.lastNumber = row[0]
            // A kind that only a newer version knows is none of our business.
            guard let kind = ChangeKind(rawValue: row[1]) else { continue }
            page.changes.append(ChangeRow(number: row[0], kind: kind, subject: row[2]))
        }
        page.isFull = seen == limit
        return page
    }

    /// The number of the newest change there ever was, 0 before the first: where a new reader begins.
    public func newestChange() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT MAX(number) FROM change") ?? 0
    }
}

extension StoreTransaction {
    /// Tells other processes, with this commit, that something changed.
    public func recordChange(_ kind: ChangeKind, subject: String, at time: Date) throws {
        try db.execute(
            sql: "INSERT INTO change (kind, subject, made_at) VALUES (?, ?, ?)",
            arguments: [kind.rawValue, subject, time.milliseconds])
    }

    /// Forgets changes made before `time`; every process reads on within seconds. The newest one always stays, so that
    /// `newestChange` never falls back.
    public func pruneChanges(before time: Date) throws {
        try db.execute(
            sql: "DELETE FROM change WHERE made_at < ? AND number < (SELECT MAX(number) FROM change)",
            arguments: [time.milliseconds])
    }
}
