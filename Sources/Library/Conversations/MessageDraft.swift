/// A message that is to be sent.
public struct MessageDraft: Hashable, Sendable {
    /// More files don't go with one message.
    public static let mostFiles = 20

    public var content: String
    /// Whether a model may look things up.
    public var allowsInternet: Bool
    /// The ids of files that were uploaded before.
    public var files: [Int64]
    /// The sender's name for it: the same one never makes a second message in its conversation.
    public var key: String?

    public init(content: String, allowsInternet: Bool = false, files: [Int64] = [], key: String? = nil) {
        self.content = content
        self.allowsInternet = allowsInternet
        self.files = files
        self.key = key
    }

    func check() throws(ConversationError) {
        // Files may speak for themselves.
        if files.isEmpty { try ConversationText.content.checkRequired(content) }
        try ConversationText.content.check(content)
        try ConversationText.key.check(key)
        guard files.count <= Self.mostFiles else { throw .tooManyFiles(maximum: Self.mostFiles) }
    }
}

/// What happens while a message is answered.
public enum AnswerEvent: Hashable, Sendable {
    /// The next words of the answer.
    case words(String)
    /// All of it, and kept. The last event.
    case answered(Message)
}
