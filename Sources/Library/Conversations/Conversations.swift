import Foundation
import Store

/// What owners and assistants say to each other. Every question names the owner, and sees nothing of anyone else's.
public struct Conversations: Sendable {
    /// A list has no more conversations.
    public static let mostListed = 1000
    /// What a new one is called where nobody says.
    public static let usualTitle = "New Conversation"
    /// A list carries the messages of its conversations, newest first, as far as this many bytes hold them.
    static let listedMessageBytes = 4 << 20

    let ground: Ground
    let assistant: Assistant

    /// A page of them, newest first. Beyond the first megabytes of messages, conversations come without theirs.
    public func list(of owner: Int64, offset: Int = 0, limit: Int) async throws -> [Conversation] {
        try await ground.read { rows in
            try rows.withMessages(try rows.conversations(of: owner, offset: offset, limit: limit))
        }
    }

    /// One with all its messages.
    public func conversation(_ id: Int64, of owner: Int64) async throws -> Conversation {
        try await ground.read { rows in
            let row = try rows.requireConversation(id, of: owner)
            return Conversation(row, messages: try rows.messages(of: [row])[row.id] ?? [])
        }
    }

    /// - Parameters:
    ///   - title: nil or nothing for the usual one.
    ///   - project: nil for none. Throws `.noSuchProject` where it is not the owner's.
    public func add(title: String?, project: Int64?, owner: Int64) async throws -> Conversation {
        try ConversationText.title.check(title)
        let title = title.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? Self.usualTitle
        let now = ground.now
        return try await ground.write { steps in
            try steps.requireOwner(owner)
            if let project { _ = try steps.requireProject(project, of: owner) }
            let id = try steps.addConversation(owner: owner, project: project, title: title, at: now)
            return Conversation(try steps.requireConversation(id, of: owner), messages: [])
        }
    }
}

extension StoreSnapshot {
    func requireConversation(_ id: Int64, of owner: Int64) throws -> ConversationRow {
        guard let row = try conversation(id, of: owner) else { throw ConversationError.noSuchConversation }
        return row
    }

    /// Each conversation with all its messages, as far as they fit; else without.
    func withMessages(_ rows: [ConversationRow]) throws -> [Conversation] {
        var bytes = 0
        let fitting = rows.filter { row in
            // What is told about a message takes some room, too.
            let all = bytes + row.messageBytes + row.messageCount * 256
            guard all <= Conversations.listedMessageBytes else { return false }
            bytes = all
            return true
        }
        let messages = try messages(of: fitting)
        return rows.map { Conversation($0, messages: messages[$0.id] ?? []) }
    }

    /// The messages of each conversation, oldest first.
    func messages(of conversations: [ConversationRow]) throws -> [Int64: [Message]] {
        let rows = try messages(ofConversations: conversations.filter { $0.messageCount > 0 }.map(\.id))
        let attachments = try attachments(ofMessages: rows.map(\.id))
        return Dictionary(grouping: rows, by: \.conversationID).mapValues { rows in
            rows.map { Message($0, attachments: attachments[$0.id] ?? []) }
        }
    }
}
