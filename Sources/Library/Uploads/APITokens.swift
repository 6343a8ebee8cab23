import Foundation
import Store

/// API tokens: 64 hexadecimal digits that are sent along with an upload, to be counted and audited by. They let nobody
/// in.
public struct APITokens: Sendable {
    let ground: Ground

    /// Makes a token for the account with this e-mail. It is told here and never again: what is kept is its hash.
    public func make(email: String) async throws -> String {
        let key = try EmailAddress(email).key
        let token = ground.randomness.token(byteCount: 32)
        let now = ground.now
        try await ground.write { steps in
            guard let account = try steps.account(emailKey: key) else { throw AccountError.noSuchAccount }
            try steps.addAPIToken(hash: Accounts.hash(ofToken: token), owner: account.number, at: now)
        }
        return token
    }

    /// Disables a token for good. Throws `UploadError.badToken` where it is unknown, or disabled already.
    public func disable(_ token: String) async throws {
        let now = ground.now
        try await ground.write { steps in
            try steps.disableAPIToken(number: try steps.requireAPIToken(token), at: now)
        }
    }

    /// Throws `UploadError.badToken` where the token is unknown or disabled.
    public func check(_ token: String) async throws {
        _ = try await ground.read { try $0.requireAPIToken(token) }
    }
}

extension StoreSnapshot {
    /// The number of a token that is good.
    func requireAPIToken(_ token: String) throws -> Int64 {
        // In either case, and nothing else: nobody's token is longer.
        guard token.utf8.count == 64, let row = try apiToken(hash: Accounts.hash(ofToken: token.lowercased())),
            row.isEnabled
        else { throw UploadError.badToken }
        return row.number
    }
}
