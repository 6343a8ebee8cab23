import Gateway
import Identity
import Library

struct UserShape: JSONShape {
    let account: Account

    init(_ account: Account) { self.account = account }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", account.decimalID)
        object.write("email", account.email)
        object.write("username", account.username)
        // This dialect knows two: a demo account is a user.
        object.write("role", account.role == .admin ? "admin" : "user")
        object.write("createdAt", UTCTime(account.createdAt))
        object.write("updatedAt", UTCTime(account.updatedAt))
        object.write("isActive", account.isActive)
    }
}

struct TokensShape: JSONShape {
    let accessToken: String
    let refreshToken: String

    init(_ signIn: SignIn) {
        self.init(accessToken: signIn.accessToken, refreshToken: signIn.refreshToken)
    }

    private init(accessToken: String, refreshToken: String) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
    }

    static let example = Self(
        accessToken: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9…", refreshToken: String(repeating: "9f8e7d6c", count: 8))

    func write(to object: inout JSONObjectWriter) {
        object.write("accessToken", accessToken)
        object.write("refreshToken", refreshToken)
    }
}

/// Registered, or logged in.
struct SignInShape: JSONShape {
    let user: UserShape
    let tokens: TokensShape

    init(_ signIn: SignIn) {
        self.init(user: UserShape(signIn.account), tokens: TokensShape(signIn))
    }

    private init(user: UserShape, tokens: TokensShape) {
        self.user = user
        self.tokens = tokens
    }

    static var example: Self { Self(user: .example, tokens: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("user", user)
        object.write("tokens", tokens)
    }
}
