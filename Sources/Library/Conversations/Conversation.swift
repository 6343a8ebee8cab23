public import Foundation
import Store

/// What an owner and an assistant have said to each other.
public struct Conversation: Hashable, Sendable {
    public let id: Int64
    public let title: String
    /// Nil of one that is in no project.
    public let projectID: Int64?
    /// Oldest first. In a list they are left out where they would make it too long.
    public let messages: [Message]
    /// How many there are.
    public let messageCount: Int
    public let createdAt: Date
    public let updatedAt: Date
}

extension Conversation {
    init(_ row: ConversationRow, messages: [Message]) {
        id = row.id
        title = row.title
        projectID = row.projectID
        self.messages = messages
        messageCount = row.messageCount
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

/// Something that was said in a conversation.
public struct Message: Hashable, Sendable {
    public enum Role: String, Hashable, Sendable {
        case user, assistant
    }

    public let id: Int64
    public let role: Role
    public let content: String
    public let attachments: [Attachment]
    /// Whether its sender lets a model look things up.
    public let allowsInternet: Bool
    /// The provider and the model that spoke; nil of a user's message, and of the built-in assistant's.
    public let provider: String?
    public let model: String?
    public let createdAt: Date
}

extension Message {
    init(_ row: MessageRow, attachments: [AttachmentRow]) {
        id = row.id
        content = row.content
        self.attachments = attachments.map(Attachment.init)
        allowsInternet = row.allowsInternet
        createdAt = row.createdAt
        switch row.author {
        case .user:
            role = .user
            provider = nil
            model = nil
        case .assistant(_, let provider, let model):
            role = .assistant
            self.provider = provider
            self.model = model
        }
    }
}
