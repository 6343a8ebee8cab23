public import Foundation
public import Identity

/// What a login or a refresh gives out.
public struct SignIn: Hashable, Sendable {
    public let account: Account
    /// A JSON Web Token: sent with every request.
    public let accessToken: String
    public let accessExpiresAt: Date
    /// 64 hex digits: sent to get the next access token. It is stored nowhere but with its bearer.
    public let refreshToken: String
    public let refreshExpiresAt: Date
    public let session: String
    /// The surface that the tokens were issued by.
    public let surface: Surface

    /// How many seconds the access token is good for, from its making.
    public var accessLifetimeSeconds: Int { Int(AccessTokens.lifetime(on: surface)) }
}

/// What a refresh does with the token that it was asked with.
public enum RefreshStyle: Sendable {
    /// Gives out another, and takes the return of the old one for theft.
    case rotate
    /// Leaves it as it is.
    case keep
}
