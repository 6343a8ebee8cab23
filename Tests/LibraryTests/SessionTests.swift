import Foundation
import Identity
import Library
import Testing

@Suite("Sessions")
struct SessionTests {
    @Test("an access token says who calls, until it expires: 15 minutes on pocketmusec, 30 elsewhere")
    func lifetimes() async throws {
        try await withLibrary { library, clock in
            let ann = try await library.accounts.register("ann@example.com")
            for surface in Surface.allCases {
                let minutes = surface == .pocketMusec ? 15 : 30
                let signIn = try await library.accounts.signIn("ann", on: surface)
                #expect(signIn.accessLifetimeSeconds == minutes * 60)
                let caller = try await library.accounts.authenticate(signIn.accessToken, on: surface)
                #expect(
                    caller == Caller(account: ann.number, role: .user, session: signIn.session, surface: surface))
                clock.advance(seconds: TimeInterval(minutes * 60 - 1))
                _ = try await library.accounts.authenticate(signIn.accessToken, on: surface)
                clock.advance(seconds: 1)
                await #expect(throws: AuthenticationFailure.expired) {
                    try await library.accounts.authenticate(signIn.accessToken, on: surface)
                }
            }
        }
    }

    @Test("signing out ends that session at once on every surface, and no other")
    func signOut() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let first = try await library.accounts.signIn("ann")
            let second = try await library.accounts.signIn("ann", on: .imagineAI)
            let caller = try await library.accounts.authenticate(first.accessToken, on: .imaLink)
            try await library.accounts.signOut(caller, on: .imaLink)
            for surface in Surface.allCases {
                await #expect(throws: AuthenticationFailure.sessionEnded) {
                    try await library.accounts.authenticate(first.accessToken, on: surface)
                }
                _ = try await library.accounts.authenticate(second.accessToken, on: surface)
            }
            await #expect(throws: AccountError.badRefreshToken) {
                try await library.accounts.refresh(first.refreshToken, .keep)
            }
            try await library.accounts.signOut(refreshToken: second.refreshToken)
            await #expect(throws: AuthenticationFailure.sessionEnded) {
                try await library.accounts.authenticate(second.accessToken, on: .imagineAI)
            }
            await #expect(throws: AccountError.badRefreshToken) {
                try await library.accounts.signOut(refreshToken: second.refreshToken)
            }
        }
    }

    @Test("after text-extraction's logout the token serves text-extraction alone, until it expires, and mints nothing")
    func closedSession() async throws {
        try await withLibrary { library, clock in
            try await library.accounts.register("ann@example.com")
            let signIn = try await library.accounts.signIn("ann", on: .textExtraction)
            let caller = try await library.accounts.authenticate(signIn.accessToken, on: .textExtraction)
            try await library.accounts.signOut(caller, on: .textExtraction)
            for surface in Surface.allCases where surface != .textExtraction {
                await #expect(throws: AuthenticationFailure.sessionEnded) {
                    try await library.accounts.authenticate(signIn.accessToken, on: surface)
                }
            }
            await #expect(throws: AuthenticationFailure.sessionEnded) {
                try await library.accounts.authenticate(signIn.accessToken, on: nil)
            }
            await #expect(throws: AccountError.badRefreshToken) {
                try await library.accounts.refresh(signIn.refreshToken, .keep)
            }
            await #expect(throws: AccountError.badRefreshToken) { try await library.accounts.rotate(caller) }
            clock.advance(seconds: 30 * 60 - 1)
            // Logging out again does not lengthen it.
            try await library.accounts.signOut(
                library.accounts.authenticate(signIn.accessToken, on: .textExtraction), on: .textExtraction)
            clock.advance(seconds: 1)
            await #expect(throws: AuthenticationFailure.expired) {
                try await library.accounts.authenticate(signIn.accessToken, on: .textExtraction)
            }
        }
    }

    @Test("a password change ends even a closed session, and every other, the caller's own included")
    func passwordChange() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let closed = try await library.accounts.signIn("ann", on: .textExtraction)
            try await library.accounts.signOut(
                library.accounts.authenticate(closed.accessToken, on: .textExtraction), on: .textExtraction)
            let own = try await library.accounts.signIn("ann")
            let other = try await library.accounts.signIn("ann", on: .mlFramework)
            let caller = try await library.accounts.authenticate(own.accessToken, on: .imaLink)

            await #expect(throws: AccountError.wrongCurrentPassword) {
                try await library.accounts.changePassword(
                    caller, current: "wrong horse", new: "battery staple", from: nil)
            }
            await #expect(throws: AccountError.invalid(.newPassword, .tooShort(minimumCharacters: 8))) {
                try await library.accounts.changePassword(
                    caller, current: Accounts.password, new: "short", from: nil)
            }
            _ = try await library.accounts.authenticate(own.accessToken, on: .imaLink)

            try await library.accounts.changePassword(
                caller, current: Accounts.password, new: "battery staple", from: nil)
            for signIn in [closed, own, other] {
                await #expect(throws: AuthenticationFailure.sessionEnded) {
                    try await library.accounts.authenticate(signIn.accessToken, on: .textExtraction)
                }
                await #expect(throws: AccountError.badRefreshToken) {
                    try await library.accounts.refresh(signIn.refreshToken, .rotate)
                }
            }
            await #expect(throws: AccountError.wrongCredentials) { try await library.accounts.signIn("ann") }
            _ = try await library.accounts.signIn(name: "ann", password: "battery staple", from: nil, on: .imaLink)
        }
    }

    @Test("guesses of the current password count as failed logins")
    func guessedCurrentPassword() async throws {
        try await withLibrary { library, _ in
            let ann = try await library.accounts.join("ann@example.com")
            for _ in 0..<10 {
                await #expect(throws: AccountError.wrongCurrentPassword) {
                    try await library.accounts.changePassword(
                        ann, current: "wrong horse", new: "battery staple", from: nil)
                }
            }
            await #expect(throws: AccountError.self) {
                try await library.accounts.changePassword(
                    ann, current: Accounts.password, new: "battery staple", from: nil)
            }
            _ = try await library.accounts.register("bob@example.com")
            _ = try await library.accounts.signIn("bob")
        }
    }

    @Test("a refresh keeps or rotates its token, and the session lives seven days from the last rotation")
    func refresh() async throws {
        try await withLibrary { library, clock in
            try await library.accounts.register("ann@example.com")
            let first = try await library.accounts.signIn("ann", on: .imagineAI)
            #expect(first.refreshToken.utf8.count == 64)
            clock.advance(seconds: 3600)
            let kept = try await library.accounts.refresh(first.refreshToken, .keep)
            #expect(kept.refreshToken == first.refreshToken && kept.refreshExpiresAt == first.refreshExpiresAt)
            #expect(kept.accessToken != first.accessToken && kept.session == first.session)
            #expect(try await library.accounts.authenticate(kept.accessToken, on: .imagineAI).session == first.session)

            clock.advance(seconds: 6 * 24 * 3600)
            let rotated = try await library.accounts.refresh(first.refreshToken, .rotate)
            #expect(rotated.refreshToken != first.refreshToken)
            clock.advance(seconds: 6 * 24 * 3600)
            await library.tidy()
            let again = try await library.accounts.refresh(rotated.refreshToken, .rotate)
            clock.advance(seconds: 7 * 24 * 3600)
            await #expect(throws: AccountError.badRefreshToken) {
                try await library.accounts.refresh(again.refreshToken, .rotate)
            }
        }
    }

    @Test("a refresh token that comes back after its rotation kills the whole session")
    func reuse() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let bystander = try await library.accounts.signIn("ann", on: .imagineAI)
            for style in [RefreshStyle.rotate, .keep] {
                let first = try await library.accounts.signIn("ann", on: .imagineAI)
                let second = try await library.accounts.refresh(first.refreshToken, .rotate)
                await #expect(throws: AccountError.badRefreshToken) {
                    try await library.accounts.refresh(first.refreshToken, style)
                }
                await #expect(throws: AccountError.badRefreshToken) {
                    try await library.accounts.refresh(second.refreshToken, .rotate)
                }
                await #expect(throws: AuthenticationFailure.sessionEnded) {
                    try await library.accounts.authenticate(second.accessToken, on: .imagineAI)
                }
            }
            _ = try await library.accounts.refresh(bystander.refreshToken, .rotate)
        }
    }

    @Test("of two rotations of one refresh token at once, at most one gives tokens")
    func concurrentRotation() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let first = try await library.accounts.signIn("ann", on: .imagineAI)
            let won = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { (try? await library.accounts.refresh(first.refreshToken, .rotate)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(won == 1)
        }
    }

    @Test("a signed-in caller's rotation gives a new pair and retires the old refresh token")
    func rotateByCaller() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let first = try await library.accounts.signIn("ann", on: .textExtraction)
            let caller = try await library.accounts.authenticate(first.accessToken, on: .textExtraction)
            let second = try await library.accounts.rotate(caller)
            #expect(second.session == first.session)
            _ = try await library.accounts.refresh(second.refreshToken, .keep)
            await #expect(throws: AccountError.badRefreshToken) {
                try await library.accounts.refresh(first.refreshToken, .keep)
            }
        }
    }

    @Test("what another process ends is over here at the next request")
    func otherProcess() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            let server = try await Library.open(testSettings(in: folder, clock: clock))
            let caller = try await server.accounts.join("ann@example.com")
            let signIn = try await server.accounts.signIn("ann")
            _ = try await server.accounts.authenticate(signIn.accessToken, on: .imaLink)
            #expect(server.accounts.recognise(signIn.accessToken) != nil)
            let commandLine = try await Library.open(testSettings(in: folder, clock: clock))
            try await commandLine.accounts.setActive(false, .number(caller.account))
            try await commandLine.shutdown()
            #expect(server.accounts.recognise(signIn.accessToken) == nil)
            await #expect(throws: AuthenticationFailure.sessionEnded) {
                try await server.accounts.authenticate(signIn.accessToken, on: .imaLink)
            }
            try await server.shutdown()
        }
    }
}
