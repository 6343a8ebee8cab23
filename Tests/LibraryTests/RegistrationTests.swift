import Foundation
import Identity
import Library
import Testing

@Suite("Registration")
struct RegistrationTests {
    @Test("an account is one identity, written five ways, and each way finds it")
    func fiveSpellings() async throws {
        try await withLibrary { library, clock in
            let ann = try await library.accounts.register("ann@example.com")
            #expect(ann.number == 1)
            #expect(ann.decimalID == "1")
            #expect(ann.prefixedID.hasPrefix("usr_") && ann.prefixedID.count == 36)
            #expect(UUID(uuidString: ann.uuid)?.uuidString.lowercased() == ann.uuid)
            #expect(ann.createdAt == clock.now && ann.updatedAt == clock.now)
            for spelling in [ann.decimalID, ann.uuid, ann.uuid.uppercased(), ann.prefixedID] {
                let id = try #require(AccountID(spelling))
                #expect(try await library.accounts.account(id) == ann)
            }
        }
    }

    @Test("text that is no id in any spelling is none", arguments: ["", "0", "-1", "01", "+1", "usr_", "usr_12", "x"])
    func noID(text: String) {
        #expect(AccountID(text) == nil)
    }

    @Test(
        "an e-mail is unique without regard to case, in any script",
        arguments: [
            ("ann@example.com", " ANN@Example.COM "), ("jürgen@example.de", "JÜRGEN@example.de"),
            ("straße@example.de", "STRASSE@example.de"), ("e\u{301}ve@example.fr", "éve@example.fr"),
        ])
    func emailTaken(first: String, second: String) async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register(first)
            await #expect(throws: AccountError.emailTaken) { try await library.accounts.register(second) }
        }
    }

    @Test("of eight registrations of one e-mail at once, one wins")
    func concurrentRegistration() async throws {
        try await withLibrary { library, _ in
            let outcomes = await withTaskGroup(of: AccountError?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do {
                            _ = try await library.accounts.register("ann@example.com")
                            return nil
                        } catch { return error as? AccountError }
                    }
                }
                return await group.reduce(into: [AccountError?]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.filter { $0 == .emailTaken }.count == 7)
            let total = try await library.accounts.list().total
            #expect(total == 1)
        }
    }

    @Test("a username is derived from the e-mail where none is given, and made unique")
    func derivedUsername() async throws {
        try await withLibrary { library, _ in
            #expect(try await library.accounts.register("ann@example.com").username == "ann")
            #expect(try await library.accounts.register("Ann@example.org").username == "Ann2")
            #expect(try await library.accounts.register("ann@example.net").username == "ann3")
            for host in 4...12 { try await library.accounts.register("ann@example\(host).com") }
            #expect(Set(try await library.accounts.list().accounts.map { $0.username.lowercased() }).count == 12)
        }
    }

    @Test("a username is unique without regard to case, and can't be somebody's e-mail")
    func usernames() async throws {
        try await withLibrary { library, _ in
            var ann = Accounts.Registration(email: "ann@example.com", password: Accounts.password)
            ann.username = "Ann"
            try await library.accounts.register(ann, on: .mlFramework)
            var other = Accounts.Registration(email: "other@example.com", password: Accounts.password)
            other.username = "aNN"
            await #expect(throws: AccountError.usernameTaken) {
                try await library.accounts.register(other, on: .mlFramework)
            }
            other.username = "ann@example.com"
            await #expect(throws: AccountError.invalid(.username, .malformed)) {
                try await library.accounts.register(other, on: .mlFramework)
            }
        }
    }

    @Test(
        "what is no e-mail is refused, and the field is named",
        arguments: [
            "ann", "ann@", "@example.com", "ann@example", "ann@@example.com", "a b@example.com", "ann@exa mple.com",
            "ann@-example.com", "ann@example..com", ".ann@example.com", "ann\u{0}@example.com", "ann@example.com\u{0}",
        ])
    func badEmail(email: String) async throws {
        try await withLibrary { library, _ in
            await #expect(throws: AccountError.invalid(.email, .malformed)) {
                try await library.accounts.register(email)
            }
            await #expect(throws: AccountError.invalid(.email, .missing)) { try await library.accounts.register("  ") }
        }
    }

    @Test("a password has 8 characters at least and 1,024 bytes at most")
    func passwordLength() async throws {
        try await withLibrary { library, _ in
            let problems: [(String, FieldProblem)] = [
                ("", .missing), ("1234567", .tooShort(minimumCharacters: 8)),
                (String(repeating: "x", count: 1025), .tooLong(maximumCharacters: 1024)),
            ]
            for (password, problem) in problems {
                await #expect(throws: AccountError.invalid(.password, problem)) {
                    try await library.accounts.register(
                        .init(email: "ann@example.com", password: password), on: .imaLink)
                }
            }
            for (number, password) in ["12345678", "ångström", String(repeating: "x", count: 1024)].enumerated() {
                let email = "ann\(number)@example.com"
                try await library.accounts.register(.init(email: email, password: password), on: .imaLink)
                _ = try await library.accounts.signIn(name: email, password: password, from: nil, on: .imaLink)
            }
        }
    }

    @Test("the first admin comes from the settings, once, and takes over an account that has its e-mail")
    func firstAdmin() async throws {
        try await withFolder { folder in
            let clock = TestClock()
            var settings = testSettings(in: folder, clock: clock)
            let before = try await Library.open(settings)
            let squatter = try await before.accounts.join("root@example.com")
            try await before.shutdown()

            settings.firstAdmin = .init(email: "Root@example.com", password: "the operator's")
            for _ in 0..<2 {
                let library = try await Library.open(settings)
                let signIn = try await library.accounts.signIn(
                    name: "root@example.com", password: "the operator's", from: nil, on: .imaLink)
                #expect(signIn.account.role == .admin)
                #expect(signIn.account.number == squatter.account)
                #expect(try await library.accounts.list().total == 1)
                await #expect(throws: AccountError.wrongCredentials) {
                    try await library.accounts.signIn("root@example.com")
                }
                try await library.shutdown()
            }
        }
    }
}
