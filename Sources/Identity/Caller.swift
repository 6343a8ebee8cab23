/// Who is calling: the account behind a checked access token, and the session that the token belongs to.
public struct Caller: Hashable, Sendable {
    /// The account's number, never used again after deletion. Each dialect spells it in its own way.
    public let account: Int64
    public let role: Role
    /// The session's id, as in the token's `sid`.
    public let session: String
    /// The surface that issued the token.
    public let surface: Surface

    public init(account: Int64, role: Role, session: String, surface: Surface) {
        self.account = account
        self.role = role
        self.session = session
        self.surface = surface
    }
}
