public import Foundation
import GRDB

/// A conversation, as its row has it.
public struct ConversationRow: Hashable, Sendable {
    public let id: Int64
    /// Nil of one that is in no project.
    public let projectID: Int64?
    public let title: String
    public let messageCount: Int
    /// Of all its messages' contents together.
    public let messageBytes: Int
    public let createdAt: Date
    public let updatedAt: Date

    fileprivate static let columns = "id, project_id, title, message_count, message_bytes, created_at, updated_at"

    fileprivate init(_ row: Row) {
        id = row[0]
        projectID = row[1]
        title = row[2]
        messageCount = row[3]
        messageBytes = row[4]
        createdAt = Date(milliseconds: row[5])
        updatedAt = Date(milliseconds: row[6])
    }
}

/// How many rows of conversations there are, of everybody.
public struct ConversationTotals: Hashable, Sendable {
    public let projects: Int
    public let conversations: Int
    public let messages: Int
}

extension StoreSnapshot {
    /// One of the owner's conversations.
    public func conversation(_ id: Int64, of owner: Int64) throws -> ConversationRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(ConversationRow.columns) FROM conversation WHERE id = ? AND owner = ?"),
            arguments: [id, owner]
        ).map(ConversationRow.init)
    }

    /// A page of the owner's conversations, newest first.
    public func conversations(of owner: Int64, offset: Int, limit: Int) throws -> [ConversationRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(ConversationRow.columns) FROM conversation
                    WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?
                    """),
            arguments: [owner, limit, offset]
        ).map(ConversationRow.init)
    }

    /// The conversations of these projects, newest first, at most `limit` in all.
    public func conversations(ofProjects projects: [Int64], limit: Int) throws -> [ConversationRow] {
        guard !projects.isEmpty else { return [] }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT \(ConversationRow.columns) FROM conversation
                WHERE project_id IN (\(databaseQuestionMarks(count: projects.count))) ORDER BY id DESC LIMIT ?
                """,
            arguments: StatementArguments(projects) + [limit]
        ).map(ConversationRow.init)
    }

    public func conversationTotals() throws -> ConversationTotals {
        func count(_ table: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(table)") ?? 0 }
        return ConversationTotals(
            projects: try count("project"), conversations: try count("conversation"), messages: try count("message"))
    }
}

extension StoreTransaction {
    public func addConversation(owner: Int64, project: Int64?, title: String, at time: Date) throws -> Int64 {
        try db.execute(
            sql: "INSERT INTO conversation (owner, project_id, title, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [owner, project, title, time.milliseconds, time.milliseconds])
        return db.lastInsertedRowID
    }
}
