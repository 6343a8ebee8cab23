/// Why something about projects, conversations or their files can't be done.
public enum ConversationError: Error, Hashable, Sendable {
    /// The owner has no such project.
    case noSuchProject
    /// The owner has no such conversation.
    case noSuchConversation
    /// The owner has no such file, or not under this name.
    case noSuchAttachment
    /// A text is longer than is kept.
    case tooLong(ConversationText, maximumCharacters: Int)
    /// A text that has to say something says nothing.
    case missing(ConversationText)
    /// No colour by name, and none by number.
    case badColor
    /// More files than go with one message.
    case tooManyFiles(maximum: Int)
    /// The key of another message in the same conversation.
    case keyIsTaken
    /// The model was asked and gave no answer. The user's message is kept.
    case modelFailed
}

/// A text that somebody gives in a conversation or around it. The raw value is its name in requests.
public enum ConversationText: String, Hashable, Sendable {
    case name, description, title, content, filename
    case key = "Idempotency-Key"

    var maximumCharacters: Int {
        switch self {
        case .name, .title, .key: 255
        case .description: 4000
        case .filename: 1024
        case .content: 100_000
        }
    }

    /// Throws where the text is too long.
    func check(_ text: String?) throws(ConversationError) {
        guard let text, text.unicodeScalars.count > maximumCharacters else { return }
        throw .tooLong(self, maximumCharacters: maximumCharacters)
    }

    /// Throws where the text is too long, or nothing but blanks.
    func checkRequired(_ text: String) throws(ConversationError) {
        guard !text.allSatisfy(\.isWhitespace) else { throw .missing(self) }
        try check(text)
    }
}
