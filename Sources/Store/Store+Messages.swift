public import Foundation
import GRDB

extension StoreSnapshot {
    /// All messages of these conversations, oldest first.
    public func messages(ofConversations conversations: [Int64]) throws -> [MessageRow] {
        guard !conversations.isEmpty else { return [] }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT \(MessageRow.columns) FROM message
                WHERE conversation_id IN (\(databaseQuestionMarks(count: conversations.count))) ORDER BY id
                """,
            arguments: StatementArguments(conversations)
        ).map(MessageRow.init)
    }

    /// The newest messages of a conversation before one of them, newest first.
    public func messages(of conversation: Int64, before id: Int64, limit: Int) throws -> [MessageRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(MessageRow.columns) FROM message
                    WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?
                    """),
            arguments: [conversation, id, limit]
        ).map(MessageRow.init)
    }

    /// The newest message of a conversation.
    public func newestMessage(of conversation: Int64) throws -> MessageRow? {
        try messages(of: conversation, before: .max, limit: 1).first
    }

    /// The message that was sent to a conversation under this key.
    public func message(keyed key: String, in conversation: Int64) throws -> MessageRow? {
        try firstMessage("conversation_id = ? AND idempotency_key = ?", [conversation, key])
    }

    public func message(_ id: Int64) throws -> MessageRow? {
        try firstMessage("id = ?", [id])
    }

    /// What the assistant answered to a message.
    public func reply(to message: Int64) throws -> MessageRow? {
        try firstMessage("reply_to = ?", [message])
    }

    /// Which files each of these messages brought, in their order.
    public func attachments(ofMessages messages: [Int64]) throws -> [Int64: [AttachmentRow]] {
        guard !messages.isEmpty else { return [:] }
        // In pieces: an engine takes only so many values at once.
        return try stride(from: 0, to: messages.count, by: 10_000).reduce(into: [:]) { found, start in
            let piece = messages[start..<min(start + 10_000, messages.count)]
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT message_id, \(AttachmentRow.columns) FROM message_attachment
                    JOIN attachment ON attachment.id = attachment_id
                    WHERE message_id IN (\(databaseQuestionMarks(count: piece.count))) ORDER BY message_id, position
                    """,
                arguments: StatementArguments(piece))
            while let row = try rows.next() { found[row[0], default: []].append(AttachmentRow(row, from: 1)) }
        }
    }

    private func firstMessage(_ condition: String, _ arguments: StatementArguments) throws -> MessageRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(MessageRow.columns) FROM message WHERE \(condition)"),
            arguments: arguments
        ).map(MessageRow.init)
    }
}

extension StoreTransaction {
    public func addMessage(_ message: NewMessage, at time: Date) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO message (conversation_id, role, content, internet_enabled, idempotency_key, created_at)
                VALUES (?, 'user', ?, ?, ?, ?)
                """,
            arguments: [
                message.conversationID, message.content, message.allowsInternet, message.key, time.milliseconds,
            ])
        let id = db.lastInsertedRowID
        for (position, attachment) in message.attachments.enumerated() {
            try db.execute(
                sql: "INSERT INTO message_attachment (message_id, position, attachment_id) VALUES (?, ?, ?)",
                arguments: [id, position, attachment])
        }
        return id
    }

    /// Adds the answer to a message, unless that is gone or has one. Says whether it was added.
    public func addReply(_ reply: NewReply, at time: Date) throws -> Bool {
        try db.execute(
            sql: """
                INSERT INTO message (conversation_id, role, content, internet_enabled, reply_to, provider, model,
                    created_at)
                SELECT conversation_id, 'assistant', ?, internet_enabled, id, ?, ?, ? FROM message WHERE id = ?
                ON CONFLICT (reply_to) DO NOTHING
                """,
            arguments: [reply.content, reply.provider, reply.model, time.milliseconds, reply.message.id])
        return db.changesCount > 0
    }

    /// Writes down whether the last attempt at an answer to a message failed.
    public func markAttempt(at message: Int64, failed: Bool) throws {
        try db.execute(sql: "UPDATE message SET attempt_failed = ? WHERE id = ?", arguments: [failed, message])
    }
}
