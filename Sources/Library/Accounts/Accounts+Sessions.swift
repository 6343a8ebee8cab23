import Foundation
public import Identity
import Logging
import Store

extension Accounts {
    /// Who sends this access token. Asked at every request: signature, expiry, and whether the session and its account
    /// still stand.
    ///
    /// - Parameters:
    ///   - surface: the surface that is asked; a closed session may still serve text-extraction. Nil: none in
    ///     particular, and a closed session serves nobody.
    ///   - address: where the request came from, to be kept as the account's last.
    public func authenticate(
        _ token: String, on surface: Surface?, from address: String? = nil
    ) async throws(AuthenticationFailure) -> Caller {
        if let caller = recognise(token, from: address) { return caller }
        let now = ground.now
        let version = known.version
        let claims = try await tokens.claims(of: token, at: now)
        guard let standing = try await standing(session: claims.sid), standing.isActive,
            standing.accountUUID == claims.sub, standing.session.surface == claims.surface,
            standing.session.expiresAt > now,
            let role = Role(rawValue: standing.role), let issuer = Surface(rawValue: standing.session.surface)
        else { throw .sessionEnded }
        // That document's backend kills no token at logout, and its clients may rely on it.
        guard standing.session.closedAt == nil || surface == .textExtraction else { throw .sessionEnded }
        presence.note(standing.session.accountNumber, at: now, from: address)
        let caller = Caller(
            account: standing.session.accountNumber, role: role, session: standing.session.id, surface: issuer)
        if standing.session.closedAt == nil {
            let end = min(Date(timeIntervalSince1970: Double(claims.exp)), standing.session.expiresAt)
            known.keep(caller, of: token, until: end, at: version)
        }
        return caller
    }

    /// Who sends this access token, where it was found good before and nothing has changed that since, in any process. It
    /// is then good on every surface. Never waits.
    public func recognise(_ token: String, from address: String? = nil) -> Caller? {
        let now = ground.now
        guard let caller = known.caller(of: token, at: now) else { return nil }
        presence.note(caller.account, at: now, from: address)
        return caller
    }

    /// Logs out of the session that the caller's token came with. All its tokens die at once, but for one case: on
    /// text-extraction an access token goes on serving that surface until it expires.
    public func signOut(_ caller: Caller, on surface: Surface) async throws {
        let now = ground.now
        try await ground.write { steps in
            guard surface == .textExtraction else { return try steps.endSession(id: caller.session, at: now) }
            // Its youngest access token may have been made just now.
            let last = now.addingTimeInterval(AccessTokens.lifetime(on: caller.surface))
            try steps.closeSession(id: caller.session, at: now, until: last)
        }
    }

    /// Ends the session that a refresh token belongs to. Throws `.badRefreshToken` where there is none.
    public func signOut(refreshToken: String) async throws {
        let now = ground.now
        let hash = Self.hash(ofToken: refreshToken)
        try await ground.write { steps in
            guard let token = try steps.refreshToken(hash: hash), token.expiresAt > now else {
                throw AccountError.badRefreshToken
            }
            try steps.endSession(id: token.sessionID, at: now)
        }
    }

    /// Writes down who was seen since the last time, in one commit. What can't be written now is noted again.
    func writeDownWhoWasSeen() async {
        let sightings = presence.take()
        guard !sightings.isEmpty else { return }
        do {
            try await ground.write { steps in
                for (number, sighting) in sightings {
                    try steps.markSeen(number: number, at: sighting.at, from: sighting.address)
                }
            }
        } catch {
            ground.log.warning("who was seen could not be written down", metadata: ["error": "\(error)"])
        }
    }

    private func standing(session id: String) async throws(AuthenticationFailure) -> SessionStanding? {
        do {
            return try await ground.read { try $0.standing(session: id) }
        } catch let error as LibraryError {
            throw .unavailable(error)
        } catch {
            // Only cancellation is left: whoever asked has gone.
            throw .unavailable(.busy)
        }
    }
}
