public import Foundation
import GRDB

/// A session as its row has it: one login, on one surface.
public struct SessionRow: Hashable, Sendable {
    /// What the token's `sid` says.
    public let id: String
    public let accountNumber: Int64
    public let surface: String
    public let createdAt: Date
    /// When its last refresh token dies, and the session with it.
    public let expiresAt: Date
    /// Set when its surface logs out without killing tokens; such a session mints nothing more.
    public let closedAt: Date?

    public init(
        id: String, accountNumber: Int64, surface: String, createdAt: Date, expiresAt: Date, closedAt: Date? = nil
    ) {
        self.id = id
        self.accountNumber = accountNumber
        self.surface = surface
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.closedAt = closedAt
    }
}

/// A session and what must be known of its account to let a request in.
public struct SessionStanding: Hashable, Sendable {
    public let session: SessionRow
    public let accountUUID: String
    public let role: String
    public let isActive: Bool
}

/// A refresh token's row: the token itself is known to its bearer alone.
public struct RefreshTokenRow: Hashable, Sendable {
    public let sessionID: String
    public let expiresAt: Date
    /// When another token took its place; using it after that is theft, or a very confused client.
    public let replacedAt: Date?
}

extension StoreSnapshot {
    /// The session and its account's standing in one look: this is asked at every request.
    public func standing(session id: String) throws -> SessionStanding? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT session.account_number, session.surface, session.created_at, session.expires_at,
                        session.closed_at, account.uuid, account.role, account.is_active
                    FROM session JOIN account ON account.number = session.account_number
                    WHERE session.id = ?
                    """),
            arguments: [id])
        return row.map { row in
            SessionStanding(
                session: SessionRow(
                    id: id, accountNumber: row[0], surface: row[1], createdAt: Date(milliseconds: row[2]),
                    expiresAt: Date(milliseconds: row[3]),
                    closedAt: (row[4] as Int64?).map(Date.init(milliseconds:))),
                accountUUID: row[5], role: row[6], isActive: row[7])
        }
    }

    /// The refresh token that has this hash.
    public func refreshToken(hash: String) throws -> RefreshTokenRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT session_id, expires_at, replaced_at FROM refresh_token WHERE hash = ?"),
            arguments: [hash]
        ).map { row in
            RefreshTokenRow(
                sessionID: row[0], expiresAt: Date(milliseconds: row[1]),
                replacedAt: (row[2] as Int64?).map(Date.init(milliseconds:)))
        }
    }
}

extension StoreTransaction {
    /// Begins a session with its first refresh token.
    public func insertSession(_ session: SessionRow, refreshHash: String) throws {
        try db.execute(
            sql: "INSERT INTO session (id, account_number, surface, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                session.id, session.accountNumber, session.surface, session.createdAt.milliseconds,
                session.expiresAt.milliseconds,
            ])
        try insertRefreshToken(hash: refreshHash, session: session.id, expiresAt: session.expiresAt)
        try recordChange(.sessions, subject: String(session.accountNumber), at: session.createdAt)
    }

    /// Replaces all refresh tokens of a session with one, and lets the session live as long as that. The old ones are
    /// remembered, so that one that comes back is noticed.
    public func rotateRefreshTokens(session id: String, to hash: String, expiresAt: Date, at time: Date) throws {
        try db.execute(
            sql: "UPDATE refresh_token SET replaced_at = ? WHERE session_id = ? AND replaced_at IS NULL",
            arguments: [time.milliseconds, id])
        try insertRefreshToken(hash: hash, session: id, expiresAt: expiresAt)
        try db.execute(
            sql: "UPDATE session SET expires_at = ? WHERE id = ?", arguments: [expiresAt.milliseconds, id])
    }

    /// Closes a session: it mints nothing more, and its row goes at `expiry`.
    public func closeSession(id: String, at time: Date, until expiry: Date) throws {
        guard let standing = try standing(session: id) else { return }
        try db.execute(sql: "DELETE FROM refresh_token WHERE session_id = ?", arguments: [id])
        try db.execute(
            sql: "UPDATE session SET closed_at = ?, expires_at = ? WHERE id = ? AND closed_at IS NULL",
            arguments: [time.milliseconds, expiry.milliseconds, id])
        try recordChange(.sessions, subject: String(standing.session.accountNumber), at: time)
    }

    /// Ends a session: from this commit on none of its tokens is good.
    public func endSession(id: String, at time: Date) throws {
        guard let standing = try standing(session: id) else { return }
        try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [id])
        try recordChange(.sessions, subject: String(standing.session.accountNumber), at: time)
    }

    /// Ends all sessions of an account.
    public func endSessions(of accountNumber: Int64, at time: Date) throws {
        try db.execute(sql: "DELETE FROM session WHERE account_number = ?", arguments: [accountNumber])
        try recordChange(.sessions, subject: String(accountNumber), at: time)
    }

    /// Forgets sessions and refresh tokens that had expired by `time`.
    public func pruneSessions(at time: Date) throws {
        try db.execute(sql: "DELETE FROM session WHERE expires_at <= ?", arguments: [time.milliseconds])
        try db.execute(sql: "DELETE FROM refresh_token WHERE expires_at <= ?", arguments: [time.milliseconds])
    }

    private func insertRefreshToken(hash: String, session id: String, expiresAt: Date) throws {
        try db.execute(
            sql: "INSERT INTO refresh_token (hash, session_id, expires_at) VALUES (?, ?, ?)",
            arguments: [hash, id, expiresAt.milliseconds])
    }
}
