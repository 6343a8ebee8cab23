public import Foundation
import GRDB

/// An API token as its row has it. The token itself is kept nowhere.
public struct APITokenRow: Hashable, Sendable {
    public let number: Int64
    /// Whose it is; anyone may send it.
    public let owner: Int64
    /// Neither disabled itself, nor of a disabled account.
    public let isEnabled: Bool
}

extension StoreSnapshot {
    public func apiToken(hash: String) throws -> APITokenRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT api_token.number, owner, disabled_at IS NULL AND is_active
                    FROM api_token JOIN account ON account.number = owner WHERE hash = ?
                    """),
            arguments: [hash]
        ).map { APITokenRow(number: $0[0], owner: $0[1], isEnabled: $0[2]) }
    }

    /// When the newest uploads from an address began, newest first: those after `time`, at most `limit`.
    public func uploadTimes(from address: String, after time: Date, limit: Int) throws -> [Date] {
        try uploadTimes(where: "address = ?", address, after: time, limit: limit)
    }

    /// The same of uploads that came with an API token.
    public func uploadTimes(withToken number: Int64, after time: Date, limit: Int) throws -> [Date] {
        try uploadTimes(where: "token = ?", number, after: time, limit: limit)
    }

    private func uploadTimes(
        where condition: String, _ value: any DatabaseValueConvertible, after time: Date, limit: Int
    ) throws -> [Date] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT made_at FROM upload_audit WHERE \(condition) AND made_at > ?
                    ORDER BY made_at DESC LIMIT ?
                    """),
            arguments: [value, time.milliseconds, limit]
        ).map(Date.init(milliseconds:))
    }
}

extension StoreTransaction {
    public func addAPIToken(hash: String, owner: Int64, at time: Date) throws {
        try db.execute(
            sql: "INSERT INTO api_token (hash, owner, created_at) VALUES (?, ?, ?)",
            arguments: [hash, owner, time.milliseconds])
    }

    /// From this commit on the token is as good as unknown.
    public func disableAPIToken(number: Int64, at time: Date) throws {
        try db.execute(
            sql: "UPDATE api_token SET disabled_at = ? WHERE number = ? AND disabled_at IS NULL",
            arguments: [time.milliseconds, number])
    }

    /// Writes down that an upload was made: by whom, from where, with which API token.
    public func auditUpload(uuid: String, owner: Int64, token: Int64?, address: String, at time: Date) throws {
        try db.execute(
            sql: "INSERT INTO upload_audit (upload_uuid, owner, token, address, made_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [uuid, owner, token, address, time.milliseconds])
    }

    /// Forgets the uploads, made before `time`, of accounts that are gone.
    public func pruneUploadAudit(before time: Date) throws {
        try db.execute(
            sql: "DELETE FROM upload_audit WHERE owner IS NULL AND made_at < ?", arguments: [time.milliseconds])
    }
}
