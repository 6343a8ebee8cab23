import Gateway
import Library

// What this dialect answers with, in its document's order and spelling. Ids are decimal strings.

struct ProjectShape: JSONShape {
    let project: Project

    init(_ project: Project) { self.project = project }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", String(project.id))
        object.write("name", project.facts.name)
        object.write("description", project.facts.description)
        object.write("color", project.facts.color)
        object.write("conversations", project.conversations.map(ConversationShape.init))
        object.write("createdAt", UTCTime(project.createdAt))
        object.write("updatedAt", UTCTime(project.updatedAt))
        // Besides the document's.
        object.write("conversationCount", project.conversationCount)
    }
}

struct ConversationShape: JSONShape {
    let conversation: Conversation

    init(_ conversation: Conversation) { self.conversation = conversation }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", String(conversation.id))
        object.write("title", conversation.title)
        object.write("projectId", conversation.projectID.map { String($0) })
        object.write("messages", conversation.messages.map(MessageShape.init))
        object.write("createdAt", UTCTime(conversation.createdAt))
        object.write("updatedAt", UTCTime(conversation.updatedAt))
        object.write("messageCount", conversation.messageCount)
    }
}

struct MessageShape: JSONShape {
    let message: Message

    init(_ message: Message) { self.message = message }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", String(message.id))
        object.write("role", message.role.rawValue)
        object.write("content", message.content)
        object.write("timestamp", UTCTime(message.createdAt))
        object.write("attachments", message.attachments.map(FileShape.init))
        object.object("metadata") { metadata in
            metadata.write("internet_enabled", message.allowsInternet)
            metadata.write("provider", message.provider)
            metadata.write("model", message.model)
        }
    }
}

struct FileShape: JSONShape {
    let file: Attachment

    init(_ file: Attachment) { self.file = file }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", String(file.id))
        object.write("filename", file.filename)
        object.write("file_path", "/uploads/\(file.id)/\(percentEncoded(file.nameInPath))")
        object.write("file_size", file.sizeBytes)
        object.write("mime_type", file.essence)
        object.write("file_type", file.kind.rawValue)
        object.write("created_at", UTCTime(file.createdAt))
    }
}

extension Attachment {
    /// Its name as a segment of a path. Clients take two names for directions, however they are encoded.
    var nameInPath: String { filename == "." || filename == ".." ? "file" : filename }
}

struct MetricsShape: JSONShape {
    let metrics: ConversationMetrics

    static var example: Self { Self(metrics: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("totalUsers", metrics.users)
        object.write("totalProjects", metrics.projects)
        object.write("totalConversations", metrics.conversations)
        object.write("totalMessages", metrics.messages)
        object.write("activeUsers24h", metrics.activeUsers)
    }
}

/// Something was done that leaves nothing to show.
struct MessageAnswer: JSONShape {
    let message: String

    static let example = Self(message: "Project deleted successfully")

    func write(to object: inout JSONObjectWriter) {
        object.write("message", message)
    }
}
