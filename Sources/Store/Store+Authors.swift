public import Foundation
import GRDB

/// Someone who takes pictures; need not have an account.
public struct AuthorRow: Hashable, Sendable {
    public let id: Int64
    public let name: String
    public let email: String?
    public let bio: String?
    public let createdAt: Date
    public let updatedAt: Date

    init(_ row: Columns, from first: Int32 = 0) {
        id = row[first]
        name = row[first + 1]
        email = row[first + 2]
        bio = row[first + 3]
        createdAt = row[first + 4]
        updatedAt = row[first + 5]
    }
}

extension StoreSnapshot {
    /// One of the owner's authors.
    public func author(_ id: Int64, of owner: Int64) throws -> AuthorRow? {
        let statement = try db.cachedStatement(
            sql: "SELECT id, name, email, bio, created_at, updated_at FROM author WHERE id = ? AND owner = ?")
        return try Columns.rows(of: statement, [id, owner]) { AuthorRow($0) }.first
    }

    /// A page of the owner's authors, newest first.
    public func authors(of owner: Int64, offset: Int, limit: Int) throws -> [AuthorRow] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, name, email, bio, created_at, updated_at FROM author
                WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?
                """)
        return try Columns.rows(of: statement, [owner, limit, offset]) { AuthorRow($0) }
    }

    /// Whether a photo, or an import session, names the author.
    public func authorIsInUse(_ id: Int64) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM photo WHERE author_id = ?)
                OR EXISTS (SELECT 1 FROM import_session WHERE author_id = ?)
                """,
            arguments: [id, id]) ?? false
    }
}

extension StoreTransaction {
    public func addAuthor(owner: Int64, name: String, email: String?, bio: String?, at time: Date) throws -> Int64 {
        try db.execute(
            sql: "INSERT INTO author (owner, name, email, bio, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [owner, name, email, bio, time.milliseconds, time.milliseconds])
        return db.lastInsertedRowID
    }

    /// Writes all that can change of an author, and lets the search find their photos under the new name.
    public func updateAuthor(_ id: Int64, name: String, email: String?, bio: String?, at time: Date) throws {
        try searchAuthorName(name, of: id)
        try db.execute(
            sql: "UPDATE author SET name = ?, email = ?, bio = ?, updated_at = ? WHERE id = ?",
            arguments: [name, email, bio, time.milliseconds, id])
    }

    /// Deletes an author whom nothing names.
    public func deleteAuthor(_ id: Int64) throws {
        try db.execute(sql: "DELETE FROM author WHERE id = ?", arguments: [id])
    }
}
