import Foundation
import Identity
import Library
import Testing

@Suite("Profiles and administration")
struct AdministrationTests {
    @Test("a profile change sets what it names, clears what it empties, and keeps the rest")
    func profile() async throws {
        try await withLibrary { library, clock in
            let ann = try await library.accounts.join("ann@example.com")
            clock.advance(seconds: 60)
            var change = Accounts.ProfileChange()
            change.displayName = .set(" Ann ")
            change.bio = .set("Line one\nline two")
            change.email = .set("Ann@example.org")
            var account = try await library.accounts.update(ann, change)
            #expect(account.displayName == "Ann" && account.bio == "Line one\nline two")
            #expect(account.email == "Ann@example.org" && account.username == "ann")
            #expect(account.updatedAt == clock.now && account.createdAt < clock.now)

            change = Accounts.ProfileChange()
            change.bio = .set(nil)
            account = try await library.accounts.update(ann, change)
            #expect(account.bio == nil && account.displayName == "Ann")
            #expect(try await library.accounts.account(of: ann) == account)
            _ = try await library.accounts.signIn("ann@EXAMPLE.org")
        }
    }

    @Test("nobody takes another's e-mail or username, and a refused change changes nothing")
    func takenByAnother() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let bob = try await library.accounts.join("bob@example.com")
            var change = Accounts.ProfileChange()
            change.displayName = .set("Bob")
            change.email = .set("ANN@example.com")
            await #expect(throws: AccountError.emailTaken) { try await library.accounts.update(bob, change) }
            change.email = .keep
            change.username = .set("ANN")
            await #expect(throws: AccountError.usernameTaken) { try await library.accounts.update(bob, change) }
            change.username = .set("BOB")
            change.email = .set("BOB@example.com")
            #expect(try await library.accounts.account(of: bob).displayName == nil)
            #expect(try await library.accounts.update(bob, change).username == "BOB")
        }
    }

    @Test("the last admin can't be demoted, disabled or deleted, by whoever asks")
    func lastAdmin() async throws {
        try await withLibrary { library, _ in
            let root = try await library.accounts.join("root@example.com", role: .admin)
            let id = AccountID.number(root.account)
            // A disabled admin is no help.
            let spare = try await library.accounts.register("spare@example.com", role: .admin)
            try await library.accounts.setActive(false, .number(spare.number))

            await #expect(throws: AccountError.lastAdmin) { try await library.accounts.setRole(.user, of: id) }
            await #expect(throws: AccountError.lastAdmin) { try await library.accounts.setActive(false, id) }
            await #expect(throws: AccountError.lastAdmin) { try await library.accounts.delete(id) }
            await #expect(throws: AccountError.lastAdmin) { try await library.accounts.delete(root) }
            #expect(try await library.accounts.setRole(.admin, of: id).isActive)

            try await library.accounts.setActive(true, .number(spare.number))
            try await library.accounts.delete(root)
            #expect(try await library.accounts.list().accounts.map(\.email) == ["spare@example.com"])
        }
    }

    @Test("two admins who delete each other at once leave one")
    func mutualDeletion() async throws {
        try await withLibrary { library, _ in
            let numbers = [
                try await library.accounts.register("a@example.com", role: .admin).number,
                try await library.accounts.register("b@example.com", role: .admin).number,
            ]
            await withTaskGroup { group in
                for number in numbers {
                    group.addTask { _ = try? await library.accounts.delete(.number(number)) }
                }
            }
            #expect(try await library.accounts.list().total == 1)
        }
    }

    @Test("a demotion counts from the next request on")
    func demotion() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("root@example.com", role: .admin)
            let signIn: SignIn
            try await library.accounts.register("ann@example.com", role: .admin)
            signIn = try await library.accounts.signIn("ann")
            #expect(try await library.accounts.authenticate(signIn.accessToken, on: .imaLink).role == .admin)
            try await library.accounts.setRole(.demo, of: .number(signIn.account.number))
            #expect(try await library.accounts.authenticate(signIn.accessToken, on: .imaLink).role == .demo)
        }
    }

    @Test("a deleted account's tokens are dead, its names free, and its number is never used again")
    func deletion() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let signIn = try await library.accounts.signIn("ann")
            let caller = try await library.accounts.authenticate(signIn.accessToken, on: .imaLink)
            try await library.accounts.delete(caller)
            await #expect(throws: AuthenticationFailure.sessionEnded) {
                try await library.accounts.authenticate(signIn.accessToken, on: .textExtraction)
            }
            await #expect(throws: AccountError.badRefreshToken) {
                try await library.accounts.refresh(signIn.refreshToken, .rotate)
            }
            await #expect(throws: AccountError.noSuchAccount) { try await library.accounts.account(of: caller) }
            await #expect(throws: AccountError.noSuchAccount) { try await library.accounts.delete(caller) }
            #expect(try await library.accounts.register("ann@example.com").number == caller.account + 1)
        }
    }

    @Test("a disabled account's sessions don't come back when it is enabled")
    func disabled() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let signIn = try await library.accounts.signIn("ann")
            try await library.accounts.setActive(false, .number(signIn.account.number))
            try await library.accounts.setActive(true, .number(signIn.account.number))
            await #expect(throws: AuthenticationFailure.sessionEnded) {
                try await library.accounts.authenticate(signIn.accessToken, on: .imaLink)
            }
            _ = try await library.accounts.signIn("ann")
        }
    }

    @Test("the list is newest first and pages")
    func list() async throws {
        try await withLibrary { library, _ in
            for name in ["a", "b", "c"] { try await library.accounts.register("\(name)@example.com") }
            let page = try await library.accounts.list(offset: 1, limit: 1)
            #expect(page.accounts.map(\.username) == ["b"] && page.total == 3)
            #expect(try await library.accounts.list(offset: 9).accounts.isEmpty)
        }
    }
}
