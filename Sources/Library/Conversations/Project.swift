public import Foundation
import Store

/// A folder of conversations.
public struct Project: Hashable, Sendable {
    public let id: Int64
    public var facts: ProjectFacts
    /// Newest first; the oldest of very many are left out.
    public let conversations: [Conversation]
    /// How many there are.
    public let conversationCount: Int
    public let createdAt: Date
    public let updatedAt: Date
}

extension Project {
    init(_ row: ProjectRow, conversations: [Conversation]) {
        id = row.id
        facts = ProjectFacts(row)
        self.conversations = conversations
        conversationCount = row.conversationCount
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

/// What an owner can say of a project.
public struct ProjectFacts: Hashable, Sendable {
    public static let usualColor = "blue"

    public var name: String
    public var description: String?
    /// A name (`blue`, `blue-500`) or a number (`#3b82f6`): the client's own, which is kept as it is.
    public var color: String

    public init(name: String, description: String?, color: String = usualColor) {
        self.name = name
        self.description = description
        self.color = color
    }

    init(_ row: ProjectRow) {
        self.init(name: row.name, description: row.description, color: row.color)
    }

    func check() throws(ConversationError) {
        try ConversationText.name.checkRequired(name)
        try ConversationText.description.check(description)
        // What a style sheet takes for a colour, and nothing that ends a declaration.
        let letters = color.unicodeScalars
        guard (1...64).contains(letters.count),
            letters.allSatisfy({
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789#-_(),.% /".unicodeScalars.contains($0))
            })
        else { throw .badColor }
    }
}
