import Foundation
import Identity
import Library
import Passwords
import Testing

@Suite("Signing in")
struct SignInTests {
    @Test("the e-mail and the username both sign in, in any case")
    func eitherName() async throws {
        try await withLibrary { library, _ in
            let ann = try await library.accounts.register("ann@example.com")
            for name in ["ann@example.com", "ANN@EXAMPLE.COM", " ann ", "Ann"] {
                #expect(try await library.accounts.signIn(name).account.number == ann.number)
            }
        }
    }

    @Test("the dialect may depend on the surface where the account was registered")
    func registeredSurface() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register(
                .init(email: "ann@example.com", password: Accounts.password), on: .mlFramework)
            let signIn = try await library.accounts.signIn(
                name: "ann", password: Accounts.password, from: nil, on: { $0.registeredOn })
            #expect(signIn.surface == .mlFramework)
        }
    }

    @Test("an unknown name, a wrong password and a disabled account fail alike, after the same work")
    func sameWork() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let bob = try await library.accounts.register("bob@example.com")
            try await library.accounts.setActive(false, .number(bob.number))
            for (name, password) in [
                ("nobody@example.com", Accounts.password), ("ann@example.com", "wrong horse"),
                ("bob@example.com", Accounts.password), ("ann@example.com", String(repeating: "x", count: 5000)),
                (String(repeating: "x", count: 1_000_000), Accounts.password),
            ] {
                let before = library.accounts.passwordChecksMade
                await #expect(throws: AccountError.wrongCredentials) {
                    try await library.accounts.signIn(name: name, password: password, from: nil, on: .imaLink)
                }
                #expect(library.accounts.passwordChecksMade == before + 1)
            }
        }
    }

    @Test("the eleventh failure within a minute is refused unchecked, by name and by address, and time heals")
    func tooManyFailures() async throws {
        try await withLibrary { library, clock in
            try await library.accounts.register("ann@example.com")
            func fail(_ name: String, from address: String) async -> AccountError? {
                do {
                    _ = try await library.accounts.signIn(
                        name: name, password: "wrong horse", from: address, on: .imaLink)
                    return nil
                } catch { return error as? AccountError }
            }
            // The e-mail and the username are one account's, whatever the address.
            for attempt in 0..<10 {
                let name = attempt.isMultiple(of: 2) ? "ann" : "ann@example.com"
                #expect(await fail(name, from: "192.0.2.\(attempt)") == .wrongCredentials)
            }
            clock.advance(seconds: 20.5)
            let checks = library.accounts.passwordChecksMade
            let allowance = Allowance(limit: 10, remaining: 0, resetSeconds: 40)
            await #expect(throws: AccountError.tooManyAttempts(allowance)) {
                try await library.accounts.signIn("ann@example.com")
            }
            #expect(library.accounts.passwordChecksMade == checks)
            clock.advance(seconds: 40)
            _ = try await library.accounts.signIn("ann@example.com")

            for attempt in 0..<10 {
                #expect(await fail("nobody\(attempt)", from: "198.51.100.1") == .wrongCredentials)
            }
            guard case .tooManyAttempts = await fail("ann", from: "198.51.100.1") else {
                Issue.record("the address was not limited")
                return
            }
            #expect(await fail("ann", from: "198.51.100.2") == .wrongCredentials)
        }
    }

    @Test("a hundred guesses at once learn no more than ten")
    func parallelGuesses() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let told = await withTaskGroup(of: Bool.self) { group in
                for guess in 0..<100 {
                    group.addTask {
                        do {
                            _ = try await library.accounts.signIn(
                                name: "ann", password: "guess number \(guess)", from: "192.0.2.1", on: .imaLink)
                            return true
                        } catch { return error as? AccountError == .wrongCredentials }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(told == 10)
        }
    }

    @Test("what succeeds is not counted, and nothing is where the limits are off")
    func onlyFailuresCount() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            for _ in 0..<15 { _ = try await library.accounts.signIn("ann") }
        }
        try await withLibrary({ $0.limitsAttempts = false }) { library, _ in
            for _ in 0..<15 {
                await #expect(throws: AccountError.wrongCredentials) { try await library.accounts.signIn("nobody") }
            }
        }
    }

    @Test("a hash of another cost is renewed at the next sign-in")
    func rehash() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            var settings = testSettings(in: folder, clock: clock)
            let cheap = try await Library.open(settings)
            try await cheap.accounts.register("ann@example.com")
            try await cheap.shutdown()
            settings.passwordCost = PasswordCost(memoryKiB: 16, passes: 1)
            let dearer = try await Library.open(settings)
            _ = try await dearer.accounts.signIn("ann")
            _ = try await dearer.accounts.signIn("ann")
            try await dearer.shutdown()
        }
    }

    @Test("the last address and the time of the last request are kept")
    func lastSeen() async throws {
        try await withLibrary { library, clock in
            try await library.accounts.register("ann@example.com")
            let signIn = try await library.accounts.signIn("ann")
            #expect(signIn.account.lastIP == "192.0.2.1")
            #expect(signIn.account.lastSeenAt == clock.now)
            clock.advance(seconds: 90)
            let caller = try await library.accounts.authenticate(
                signIn.accessToken, on: .imaLink, from: "198.51.100.7")
            await library.tidy()
            let ann = try await library.accounts.account(of: caller)
            #expect(ann.lastIP == "198.51.100.7" && ann.lastSeenAt == clock.now)
            #expect(ann.updatedAt == signIn.account.updatedAt)
        }
    }
}

@Suite("Passwords")
struct PasswordTests {
    @Test("a published Argon2id hash is understood, and ours has the documented form")
    func phcString() async throws {
        let passwords = try Passwords(lanes: 2)
        // From the reference implementation's own tests: version 0x13, t=2, m=2^16, p=1, "password", "somesalt".
        let published = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        #expect(try await passwords.verify("password", against: published))
        #expect(try await !passwords.verify("Password", against: published))
        let own = try await passwords.hash("correct horse")
        #expect(own.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try await passwords.verify("correct horse", against: own))
        #expect(try await passwords.hash("correct horse") != own)
        #expect(passwords.needsRehash(published) && !passwords.needsRehash(own))
    }

    @Test("more than may wait are refused, and the rest are served")
    func overload() async throws {
        let passwords = try Passwords(cost: PasswordCost(memoryKiB: 65_536, passes: 1), lanes: 1, maximumWaiting: 4)
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do throws(PasswordError) {
                        _ = try await passwords.hash("correct horse")
                        return false
                    } catch { return error == .overloaded }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused > 0 && refused <= 46)
        _ = try await passwords.hash("correct horse")
    }
}
