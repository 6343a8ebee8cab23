public import Foundation
import GRDB

/// Something that was said in a conversation, as its row has it.
public struct MessageRow: Hashable, Sendable {
    public let id: Int64
    public let conversationID: Int64
    public let author: Author
    public let content: String
    /// Whether a model may look things up for it.
    public let allowsInternet: Bool
    public let createdAt: Date

    /// Who said it. What is told besides depends on that.
    public enum Author: Hashable, Sendable {
        /// `isRetryable`: it has no answer, and an attempt at one failed.
        case user(isRetryable: Bool)
        /// In answer to a message, by a provider's model; both nil of the built-in assistant.
        case assistant(replyTo: Int64, provider: String?, model: String?)
    }

    static let columns = """
        id, conversation_id, content, internet_enabled, created_at, reply_to, provider, model, attempt_failed
        """

    /// Takes a row of `columns`. Only an assistant's message answers one.
    init(_ row: Row) {
        id = row[0]
        conversationID = row[1]
        content = row[2]
        allowsInternet = row[3]
        createdAt = Date(milliseconds: row[4])
        author =
            if let replyTo = row[5] as Int64? {
                .assistant(replyTo: replyTo, provider: row[6], model: row[7])
            } else {
                .user(isRetryable: row[8])
            }
    }
}

/// A user's message before it has a row.
public struct NewMessage: Hashable, Sendable {
    public let conversationID: Int64
    public let content: String
    public let allowsInternet: Bool
    /// The sender's name for it: the same one never makes a second message in its conversation.
    public let key: String?
    public let attachments: [Int64]

    public init(conversationID: Int64, content: String, allowsInternet: Bool, key: String?, attachments: [Int64]) {
        self.conversationID = conversationID
        self.content = content
        self.allowsInternet = allowsInternet
        self.key = key
        self.attachments = attachments
    }
}

/// An assistant's answer before it has a row.
public struct NewReply: Hashable, Sendable {
    /// The message that it answers.
    public let message: MessageRow
    public let content: String
    public let provider: String?
    public let model: String?

    public init(to message: MessageRow, content: String, provider: String?, model: String?) {
        self.message = message
        self.content = content
        self.provider = provider
        self.model = model
    }
}
