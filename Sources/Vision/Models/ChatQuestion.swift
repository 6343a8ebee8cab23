/// A conversation that a model is to go on with.
public struct ChatQuestion: Hashable, Sendable {
    /// Oldest first; the last is the user's.
    public let turns: [ChatTurn]
    /// Whether the model may look things up, if it can.
    public let allowsInternet: Bool

    public init(turns: [ChatTurn], allowsInternet: Bool) {
        self.turns = turns
        self.allowsInternet = allowsInternet
    }
}

/// What one side said. The role's raw value is what both protocols call it.
public struct ChatTurn: Hashable, Sendable, Encodable {
    public enum Role: String, Hashable, Sendable, Encodable {
        case system, user, assistant
    }

    public let role: Role
    public let content: String

    public init(_ role: Role, _ content: String) {
        self.role = role
        self.content = content
    }
}

/// Goes on with a conversation. There are two: ``Ollama`` and ``CloudModel``.
public protocol ChatModel: Sendable {
    var provider: VisionProvider { get }

    /// - Parameter heard: is told the words as they come. They are what the answer is made of, but for what an answer may
    ///   not hold: other control characters than line ends and tabs.
    func reply(
        to question: ChatQuestion, heard: @escaping @Sendable (String) -> Void
    ) async throws(VisionError) -> VisionAnswer
}
