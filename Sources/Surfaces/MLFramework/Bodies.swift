import Gateway
import Library

// What requests of this dialect bring. A member that is not optional has to be there; a `Patch` leaves alone what is
// left out, and takes away what is null.

struct RegisterBody: Decodable, Sendable {
    let email: String
    let username: String
    let password: String
}

/// The name may stand under either key, and may be the e-mail or the username.
struct LoginBody: Decodable, Sendable {
    let email: String?
    let username: String?
    let password: String

    var name: String {
        get throws {
            guard let name = [email, username].compactMap({ $0 }).first(where: { !$0.isEmpty }) else {
                throw RequestError.field("email", .missing)
            }
            return name
        }
    }
}

struct RefreshBody: Decodable, Sendable {
    let refreshToken: String
}

struct ProjectBody: Decodable, Sendable {
    let name: String
    let description: String?
    let color: String?
}

struct ProjectChangeBody: Decodable, Sendable {
    let name: Patch<String>
    let description: Patch<String>
    let color: Patch<String>
}

struct ConversationBody: Decodable, Sendable {
    let title: String?
    let projectID: DecimalID?

    private enum CodingKeys: String, CodingKey {
        case title
        case projectID = "project_id"
    }
}

struct MessageBody: Decodable, Sendable {
    /// May be left out of a message that brings files.
    let content: String?
    let internetEnabled: Bool?
    let files: [FileReference]?

    private enum CodingKeys: String, CodingKey {
        case content, files
        case internetEnabled = "internet_enabled"
    }
}

struct RoleBody: Decodable, Sendable {
    enum Role: String, Decodable, CaseIterable {
        case admin, user
    }
    let role: Role
}
