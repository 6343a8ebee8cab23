import Crypto
import Foundation
public import Identity
import Passwords
import Store

extension Accounts {
    /// How long a refresh token is good.
    static let refreshLifetime: TimeInterval = 7 * 24 * 3600

    /// Signs in by e-mail or username. It takes the same time whether there is such an account or not, and fails in
    /// the same way.
    ///
    /// - Parameters:
    ///   - address: where the request came from: failures are counted by it, and it is kept as the last one.
    ///   - choose: the surface to sign in on, where that depends on the account.
    public func signIn(
        name: String, password: String, from address: String?,
        on choose: @Sendable (Account) -> Surface
    ) async throws -> SignIn {
        let found = try await ground.read { try $0.account(signInName: name) }
        var names = [
            found.map { LoginAttempts.Key.account($0.number) } ?? .name(Folded.key(signInName: name) ?? "")
        ]
        if let address { names.append(.address(address)) }
        try attempts.check(names, at: ground.now)

        let row = found?.isActive == true ? found : nil
        let isRight = try await check(password, of: row)
        try attempts.settle(names, isRight: isRight, at: ground.now)
        guard isRight, let row else { throw AccountError.wrongCredentials }
        return try await beginSession(row, password: password, on: choose(Account(row)), from: address)
    }

    public func signIn(
        name: String, password: String, from address: String?, on surface: Surface
    ) async throws -> SignIn {
        try await signIn(name: name, password: password, from: address) { _ in surface }
    }

    /// Signs in an account that has just been registered.
    public func signIn(registered account: Account, from address: String?, on surface: Surface) async throws -> SignIn {
        let row = try await ground.read { try $0.requireAccount(.number(account.number)) }
        return try await beginSession(row, password: nil, on: surface, from: address)
    }

    /// The next access token for a refresh token, and with `.rotate` the next refresh token too. One that was rotated
    /// away before kills its whole session: either the thief or the owner comes second, and nobody knows which.
    public func refresh(_ token: String, _ style: RefreshStyle) async throws -> SignIn {
        let now = ground.now
        let hash = Self.hash(ofToken: token)
        let next = ground.randomness.token(byteCount: 32)
        let expiry = now.addingTimeInterval(Self.refreshLifetime)
        let refreshed = try await ground.write { steps -> Refreshed? in
            guard let old = try steps.refreshToken(hash: hash), old.expiresAt > now,
                let standing = try steps.standing(session: old.sessionID), standing.mints(at: now)
            else { return nil }
            guard old.replacedAt == nil else {
                // Committed, and not thrown: an error would take the killing back.
                try steps.endSession(id: old.sessionID, at: now)
                return nil
            }
            let row = try steps.requireAccount(.number(standing.session.accountNumber))
            guard style == .rotate else {
                return Refreshed(
                    row: row, session: standing.session, token: token, expiresAt: old.expiresAt)
            }
            try steps.rotateRefreshTokens(
                session: old.sessionID, to: Self.hash(ofToken: next), expiresAt: expiry, at: now)
            return Refreshed(row: row, session: standing.session, token: next, expiresAt: expiry)
        }
        guard let refreshed else { throw AccountError.badRefreshToken }
        return try await signedIn(refreshed, at: now)
    }

    /// Gives a signed-in caller a new pair of tokens; the refresh tokens that the session had are rotated away.
    public func rotate(_ caller: Caller) async throws -> SignIn {
        let now = ground.now
        let next = ground.randomness.token(byteCount: 32)
        let expiry = now.addingTimeInterval(Self.refreshLifetime)
        let refreshed = try await ground.write { steps in
            guard let standing = try steps.standing(session: caller.session), standing.mints(at: now) else {
                throw AccountError.badRefreshToken
            }
            try steps.rotateRefreshTokens(
                session: caller.session, to: Self.hash(ofToken: next), expiresAt: expiry, at: now)
            let row = try steps.requireAccount(.number(standing.session.accountNumber))
            return Refreshed(row: row, session: standing.session, token: next, expiresAt: expiry)
        }
        return try await signedIn(refreshed, at: now)
    }

    /// Whether `password` is the row's; without a row the same work is done, and the answer is no.
    func check(_ password: String, of row: AccountRow?) async throws -> Bool {
        // A longer one is nobody's, and would only cost time to hash.
        let isPossible = password.utf8.count <= NewPassword.maximumBytes
        return try await LibraryError.translating {
            try await ground.passwords.verify(
                isPossible ? NewPassword.composed(password) : "", against: isPossible ? row?.passwordHash : nil)
        }
    }

    /// - Parameter password: where it was just checked against `row`, to renew a hash of another cost.
    private func beginSession(
        _ row: AccountRow, password: String?, on surface: Surface, from address: String?
    ) async throws -> SignIn {
        var renewedHash: String?
        if let password, ground.passwords.needsRehash(row.passwordHash) {
            renewedHash = try await LibraryError.translating {
                try await ground.passwords.hash(NewPassword.composed(password))
            }
        }
        let now = ground.now
        let token = ground.randomness.token(byteCount: 32)
        let session = SessionRow(
            id: ground.randomness.uuid(), accountNumber: row.number, surface: surface.rawValue, createdAt: now,
            expiresAt: now.addingTimeInterval(Self.refreshLifetime))
        let current = try await ground.write { [renewedHash] steps in
            // The password was checked against what the row said then: still the same account, hash and right?
            guard var current = try steps.account(number: row.number), current.isActive,
                current.passwordHash == row.passwordHash
            else { throw AccountError.wrongCredentials }
            if let renewedHash {
                current.fields.passwordHash = renewedHash
                try steps.updateAccount(number: row.number, current.fields)
            }
            try steps.insertSession(session, refreshHash: Self.hash(ofToken: token))
            try steps.markSeen(number: row.number, at: now, from: address)
            return try steps.requireAccount(.number(row.number))
        }
        return try await signedIn(
            Refreshed(row: current, session: session, token: token, expiresAt: session.expiresAt), at: now)
    }

    private struct Refreshed: Sendable {
        let row: AccountRow
        let session: SessionRow
        let token: String
        let expiresAt: Date
    }

    private func signedIn(_ refreshed: Refreshed, at now: Date) async throws -> SignIn {
        guard let surface = Surface(rawValue: refreshed.session.surface) else {
            throw LibraryError.broken(reason: "session \(refreshed.session.id) is of \(refreshed.session.surface)")
        }
        let issuedAt = Int(now.timeIntervalSince1970)
        let expiry = issuedAt + Int(AccessTokens.lifetime(on: surface))
        let accessToken = try await tokens.sign(
            AccessTokens.Claims(
                sub: refreshed.row.uuid, iat: issuedAt, exp: expiry, jti: ground.randomness.uuid(),
                sid: refreshed.session.id, surface: surface.rawValue))
        return SignIn(
            account: try Account(refreshed.row), accessToken: accessToken,
            accessExpiresAt: Date(timeIntervalSince1970: Double(expiry)), refreshToken: refreshed.token,
            refreshExpiresAt: refreshed.expiresAt, session: refreshed.session.id, surface: surface)
    }

    /// What is kept of a refresh token. It is 256 random bits, so a plain hash tells nothing and needs no salt.
    static func hash(ofToken token: String) -> String {
        Hex.encode(SHA256.hash(data: Array(token.utf8)))
    }
}

extension SessionStanding {
    /// Whether new tokens may come of this session.
    fileprivate func mints(at now: Date) -> Bool {
        isActive && session.closedAt == nil && session.expiresAt > now
    }
}
