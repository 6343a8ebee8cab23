import Gateway
import Library

// What requests of this dialect bring.

struct RegisterBody: Decodable, Sendable {
    let email: String
    let password: String
    let role: UserRole?
    let fullName: String?
    let processingMode: ProcessingMode?

    private enum CodingKeys: String, CodingKey {
        case email, password, role
        case fullName = "full_name"
        case processingMode = "processing_mode"
    }
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

    private enum CodingKeys: String, CodingKey {
        case refreshToken = "refresh_token"
    }
}

struct PasswordBody: Decodable, Sendable {
    let currentPassword: String
    let newPassword: String

    private enum CodingKeys: String, CodingKey {
        case currentPassword = "current_password"
        case newPassword = "new_password"
    }
}

struct ModeBody: Decodable, Sendable {
    let processingMode: ProcessingMode

    private enum CodingKeys: String, CodingKey {
        case processingMode = "processing_mode"
    }
}

extension ProcessingMode: Decodable {}
