public import Foundation
import GRDB

extension StoreSnapshot {
    public func account(number: Int64) throws -> AccountRow? {
        try firstAccount(where: "number = ?", [number])
    }

    public func account(uuid: String) throws -> AccountRow? {
        try firstAccount(where: "uuid = ?", [uuid])
    }

    public func account(emailKey: String) throws -> AccountRow? {
        try firstAccount(where: "email_key = ?", [emailKey])
    }

    public func account(usernameKey: String) throws -> AccountRow? {
        try firstAccount(where: "username_key = ?", [usernameKey])
    }

    /// Accounts, newest first.
    public func accounts(offset: Int, limit: Int) throws -> [AccountRow] {
        try Row.fetchAll(
            db, sql: "SELECT \(Self.accountColumns) FROM account ORDER BY number DESC LIMIT ? OFFSET ?",
            arguments: [limit, offset]
        ).map(AccountRow.init)
    }

    public func accountCount() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM account") ?? 0
    }

    /// How many accounts were last seen at this time or later.
    public func accountCount(seenSince time: Date) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT COUNT(*) FROM account WHERE last_seen_at >= ?", arguments: [time.milliseconds]) ?? 0
    }

    /// How many accounts have this role and may log in.
    public func activeAccountCount(role: String) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT COUNT(*) FROM account WHERE role = ? AND is_active = 1", arguments: [role]) ?? 0
    }

    private func firstAccount(where condition: String, _ arguments: StatementArguments) throws -> AccountRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Self.accountColumns) FROM account WHERE \(condition)"),
            arguments: arguments
        ).map(AccountRow.init)
    }

    fileprivate static let accountColumns = """
        number, uuid, email, email_key, username, username_key, password_hash, role, display_name, full_name, \
        first_name, last_name, bio, is_active, registered_on, created_at, updated_at, \
        processing_mode, last_ip, last_seen_at
        """
}

extension StoreTransaction {
    /// Adds an account and gives it its number.
    public func insertAccount(_ fields: AccountFields) throws -> AccountRow {
        try db.execute(
            sql: """
                INSERT INTO account (uuid, email, email_key, username, username_key, password_hash, role,
                    display_name, full_name, first_name, last_name, bio, is_active, registered_on, created_at,
                    updated_at, processing_mode)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: fields.arguments)
        let number = db.lastInsertedRowID
        try recordChange(.account, subject: String(number), at: fields.createdAt)
        return AccountRow(number: number, fields: fields, lastIP: nil, lastSeenAt: nil)
    }

    /// Writes all the fields of the account that has this number.
    public func updateAccount(number: Int64, _ fields: AccountFields) throws {
        try db.execute(
            sql: """
                UPDATE account SET uuid = ?, email = ?, email_key = ?, username = ?, username_key = ?,
                    password_hash = ?, role = ?, display_name = ?, full_name = ?, first_name = ?, last_name = ?,
                    bio = ?, is_active = ?, registered_on = ?, created_at = ?, updated_at = ?,
                    processing_mode = ?
                WHERE number = ?
                """,
            arguments: fields.arguments + [number])
        try recordChange(.account, subject: String(number), at: fields.updatedAt)
    }

    /// Deletes the account, and with it, by their foreign keys, its sessions and whatever else it owns.
    public func deleteAccount(number: Int64, at time: Date) throws {
        try db.execute(sql: "DELETE FROM account WHERE number = ?", arguments: [number])
        try recordChange(.account, subject: String(number), at: time)
        try recordChange(.sessions, subject: String(number), at: time)
    }

    /// Writes down when and whence an account was last seen. No change is recorded: nobody acts on it.
    public func markSeen(number: Int64, at time: Date, from address: String?) throws {
        try db.execute(
            sql: "UPDATE account SET last_seen_at = ?, last_ip = COALESCE(?, last_ip) WHERE number = ?",
            arguments: [time.milliseconds, address, number])
    }
}

extension AccountRow {
    fileprivate init(row: Row) {
        number = row[0]
        fields = AccountFields(
            uuid: row[1], email: row[2], emailKey: row[3], username: row[4], usernameKey: row[5],
            passwordHash: row[6], role: row[7], displayName: row[8], fullName: row[9], firstName: row[10],
            lastName: row[11], bio: row[12], isActive: row[13], registeredOn: row[14],
            createdAt: Date(milliseconds: row[15]), updatedAt: Date(milliseconds: row[16]),
            processingMode: row[17])
        lastIP = row[18]
        lastSeenAt = (row[19] as Int64?).map(Date.init(milliseconds:))
    }
}

extension AccountFields {
    /// In the order of the columns in `INSERT` and `UPDATE`.
    fileprivate var arguments: StatementArguments {
        [
            uuid, email, emailKey, username, usernameKey, passwordHash, role, displayName, fullName, firstName,
            lastName, bio, isActive, registeredOn, createdAt.milliseconds, updatedAt.milliseconds, processingMode,
        ]
    }
}
