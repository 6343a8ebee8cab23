import Foundation
import Store

// What the documentation of an API shows.

extension Attachment {
    public static let example = Attachment(
        id: 1, filename: "document.pdf", mediaType: "application/pdf", sizeBytes: 1_024_000, createdAt: exampleTime,
        sha256: String(repeating: "7a4f14dc", count: 8))
}

extension Message {
    public static let example = Message(
        id: 1, role: .assistant, content: "I can help you with…", attachments: [], allowsInternet: true, provider: nil,
        model: nil, createdAt: exampleTime)
}

extension Conversation {
    public static let example = Conversation(
        id: 1, title: "New Conversation", projectID: 1, messages: [.example], messageCount: 1, createdAt: exampleTime,
        updatedAt: exampleTime)
}

extension Project {
    public static let example = Project(
        id: 1, facts: ProjectFacts(name: "My Project", description: "Project description"), conversations: [.example],
        conversationCount: 1, createdAt: exampleTime, updatedAt: exampleTime)
}

extension ConversationMetrics {
    public static let example = ConversationMetrics(
        users: 100, projects: 250, conversations: 500, messages: 5000, activeUsers: 50)
}

private let exampleTime = Date(timeIntervalSince1970: 1_735_689_600)
