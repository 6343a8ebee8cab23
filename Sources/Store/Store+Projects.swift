public import Foundation
import GRDB

/// A folder of conversations, as its row has it.
public struct ProjectRow: Hashable, Sendable {
    public let id: Int64
    public let name: String
    public let description: String?
    public let color: String
    public let conversationCount: Int
    public let createdAt: Date
    public let updatedAt: Date

    fileprivate static let columns = "id, name, description, color, conversation_count, created_at, updated_at"

    fileprivate init(_ row: Row) {
        id = row[0]
        name = row[1]
        description = row[2]
        color = row[3]
        conversationCount = row[4]
        createdAt = Date(milliseconds: row[5])
        updatedAt = Date(milliseconds: row[6])
    }
}

extension StoreSnapshot {
    /// One of the owner's projects.
    public func project(_ id: Int64, of owner: Int64) throws -> ProjectRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(ProjectRow.columns) FROM project WHERE id = ? AND owner = ?"),
            arguments: [id, owner]
        ).map(ProjectRow.init)
    }

    /// A page of the owner's projects, newest first.
    public func projects(of owner: Int64, offset: Int, limit: Int) throws -> [ProjectRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(ProjectRow.columns) FROM project WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?
                    """),
            arguments: [owner, limit, offset]
        ).map(ProjectRow.init)
    }
}

extension StoreTransaction {
    public func addProject(
        owner: Int64, name: String, description: String?, color: String, at time: Date
    ) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO project (owner, name, description, color, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [owner, name, description, color, time.milliseconds, time.milliseconds])
        return db.lastInsertedRowID
    }

    /// Writes all that can change of a project.
    public func updateProject(
        _ id: Int64, name: String, description: String?, color: String, at time: Date
    ) throws {
        try db.execute(
            sql: "UPDATE project SET name = ?, description = ?, color = ?, updated_at = ? WHERE id = ?",
            arguments: [name, description, color, time.milliseconds, id])
    }

    /// Deletes a project, and with it, by their foreign keys, its conversations and their messages.
    public func deleteProject(_ id: Int64) throws {
        try db.execute(sql: "DELETE FROM project WHERE id = ?", arguments: [id])
    }
}
