import Gateway
import Library

struct UserShape: JSONShape {
    let account: Account

    init(_ account: Account) { self.account = account }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", account.number)
        object.write("username", account.username)
        object.write("email", account.email)
        object.write("display_name", account.displayName ?? account.username)
        object.write("is_active", account.isActive)
        object.write("created_at", UTCTime(account.createdAt))
        object.write("updated_at", UTCTime(account.updatedAt))
    }
}

struct TokenShape: JSONShape {
    let accessToken: String
    let user: UserShape

    static var example: Self { Self(accessToken: "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9…", user: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("access_token", accessToken)
        object.write("token_type", "bearer")
        object.write("user", user)
    }
}
