import Gateway
import Identity
import Library

// What this dialect answers with, in its document's order and spelling.

struct UserShape: JSONShape {
    let account: Account

    init(_ account: Account) { self.account = account }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", account.uuid)
        object.write("email", account.email)
        object.write("role", account.role.name)
        object.write("last_ip", account.lastIP)
        object.write("first_name", account.firstName)
        object.write("last_name", account.lastName)
    }
}

extension Role {
    /// In this dialect's words.
    fileprivate var name: String {
        switch self {
        case .admin: "admin"
        case .user: "user"
        case .demo: "demo_user"
        }
    }
}

/// Signed up, or logged in.
struct SignInShape: JSONShape {
    let message: String
    let tokens: TokenPair
    let user: UserShape

    init(message: String, _ signIn: SignIn) {
        self.init(message: message, tokens: TokenPair(signIn), user: UserShape(signIn.account))
    }

    private init(message: String, tokens: TokenPair, user: UserShape) {
        self.message = message
        self.tokens = tokens
        self.user = user
    }

    static var example: Self {
        Self(message: "User registered successfully.", tokens: .example, user: .example)
    }

    func write(to object: inout JSONObjectWriter) {
        object.write("message", message)
        object.write("access", tokens.access)
        object.write("refresh", tokens.refresh)
        object.write("user", user)
    }
}

struct AccessShape: JSONShape {
    let access: String

    static let example = Self(access: TokenPair.example.access)

    func write(to object: inout JSONObjectWriter) {
        object.write("access", access)
    }
}

struct TokensShape: JSONShape {
    let tokens: TokenPair

    static let example = Self(tokens: .example)

    func write(to object: inout JSONObjectWriter) {
        object.write("message", "New refresh token issued.")
        object.write("access", tokens.access)
        object.write("refresh", tokens.refresh)
    }
}

/// What a client keeps of a sign-in.
struct TokenPair: Sendable {
    let access: String
    let refresh: String

    static let example = Self(
        access: "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9…", refresh: String(repeating: "9f8e7d6c", count: 8))
}

extension TokenPair {
    init(_ signIn: SignIn) {
        self.init(access: signIn.accessToken, refresh: signIn.refreshToken)
    }
}

struct MessageShape: JSONShape {
    let message: String

    static let example = Self(message: "Logout successful.")

    func write(to object: inout JSONObjectWriter) {
        object.write("message", message)
    }
}

struct ProfileAnswer: JSONShape {
    let user: UserShape

    static var example: Self { Self(user: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("message", "Profile updated successfully.")
        object.write("user", user)
    }
}

struct UploadShape: JSONShape {
    let upload: UploadedPicture

    init(_ upload: UploadedPicture) { self.upload = upload }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", upload.uuid)
        object.write("owner", String?.some(upload.ownerUUID))
        object.write("auto_language_detection", upload.preferences.detectsLanguage)
        object.write("language_hint", upload.preferences.languageHint)
        object.write("output_format", upload.preferences.format.rawValue)
        object.write("ocr_mode", upload.preferences.mode.rawValue)
        object.write("image_url", String?.some("/api/v1/core/uploads/\(upload.uuid)/image/"))
        object.write("image_hash", upload.sha256)
        object.write("raw_text", upload.rawText)
        object.write("processed_text", upload.processedText)
        object.write("created_at", UTCTime(upload.createdAt))
        object.write("updated_at", UTCTime(upload.updatedAt))
        // Besides the document's: how far the reading has got, and what kept it from its end.
        object.write("status", upload.state.rawValue)
        object.write("error", upload.failure)
    }
}
