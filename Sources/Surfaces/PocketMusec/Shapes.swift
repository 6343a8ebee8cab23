import Gateway
import Identity
import Library

// What this dialect answers with about accounts, in its document's order and spelling.

struct UserShape: JSONShape {
    let account: Account

    init(_ account: Account) { self.account = account }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", account.prefixedID)
        object.write("email", account.email)
        object.write("role", UserRole(account.role).rawValue)
        object.write("full_name", account.fullName)
        object.write("processing_mode", account.processingMode.rawValue)
        object.write("created_at", UTCTime(account.createdAt))
    }
}

/// A role in this dialect's words.
enum UserRole: String, Decodable, CaseIterable, Sendable {
    case admin, teacher

    init(_ role: Role) { self = role == .admin ? .admin : .teacher }

    var role: Role { self == .admin ? .admin : .user }
}

struct UserListShape: JSONShape {
    let users: [UserShape]
    let total: Int

    static var example: Self { Self(users: [.example], total: 1) }

    func write(to object: inout JSONObjectWriter) {
        object.write("users", users)
        object.write("total", total)
    }
}

/// Logged in.
struct TokensShape: JSONShape {
    let access: AccessShape
    let refreshToken: String

    init(_ signIn: SignIn) {
        self.init(access: AccessShape(signIn), refreshToken: signIn.refreshToken)
    }

    private init(access: AccessShape, refreshToken: String) {
        self.access = access
        self.refreshToken = refreshToken
    }

    static let example = Self(access: .example, refreshToken: String(repeating: "9f8e7d6c", count: 8))

    func write(to object: inout JSONObjectWriter) {
        object.write("access_token", access.token)
        object.write("refresh_token", refreshToken)
        object.write("token_type", "bearer")
        object.write("expires_in", access.expiresIn)
    }
}

struct AccessShape: JSONShape {
    let token: String
    let expiresIn: Int

    init(_ signIn: SignIn) {
        self.init(token: signIn.accessToken, expiresIn: signIn.accessLifetimeSeconds)
    }

    private init(token: String, expiresIn: Int) {
        self.token = token
        self.expiresIn = expiresIn
    }

    static let example = Self(token: "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9…", expiresIn: 900)

    func write(to object: inout JSONObjectWriter) {
        object.write("access_token", token)
        object.write("token_type", "bearer")
        object.write("expires_in", expiresIn)
    }
}

struct MessageShape: JSONShape {
    let message: String

    static let example = Self(message: "Logged out successfully")

    func write(to object: inout JSONObjectWriter) {
        object.write("message", message)
    }
}
