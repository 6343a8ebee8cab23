public import Identity
import Foundation
import Passwords
import Store

/// Who may use the library: registration, sign-in, sessions, profiles, administration.
///
/// One person has one account, on every surface. Errors are `AccountError`, or `LibraryError` from beneath.
public struct Accounts: Sendable {
    let ground: Ground
    let tokens: AccessTokens
    let attempts: LoginAttempts
    let presence: Presence
    let known: KnownTokens

    /// What a new account is made of. Texts are trimmed; an empty optional text counts as none.
    public struct Registration: Sendable {
        public var email: String
        /// Nil where the dialect has no usernames: one is derived from the e-mail.
        public var username: String?
        public var password: String
        public var role = Role.user
        public var displayName: String?
        public var fullName: String?
        public var firstName: String?
        public var lastName: String?
        public var processingMode = ProcessingMode.cloud

        public init(email: String, password: String) {
            self.email = email
            self.password = password
        }
    }

    /// Makes an account. Who may do that is the surface's affair.
    @discardableResult
    public func register(_ registration: Registration, on surface: Surface) async throws -> Account {
        let email = try EmailAddress(registration.email)
        let username = try registration.username.map { try Username($0, ownEmail: email) }
        let password = try NewPassword(registration.password)
        let displayName = try ProfileText.checked(registration.displayName, as: .displayName)
        let fullName = try ProfileText.checked(registration.fullName, as: .fullName)
        let firstName = try ProfileText.checked(registration.firstName, as: .firstName)
        let lastName = try ProfileText.checked(registration.lastName, as: .lastName)

        // Asked before the password is hashed, to spare the work, and again in the transaction, to be sure.
        try await ground.read { try $0.requireFree(email: email, username: username, except: nil) }
        let hash = try await LibraryError.translating { try await ground.passwords.hash(password.text) }
        let now = ground.now
        let uuid = ground.randomness.uuid()
        return try await ground.write { [randomness = ground.randomness] steps in
            try steps.requireFree(email: email, username: username, except: nil)
            let username =
                try username
                ?? Username(from: email, randomness: randomness) { try steps.account(usernameKey: $0) != nil }
            let row = try steps.insertAccount(
                AccountFields(
                    uuid: uuid, email: email.text, emailKey: email.key, username: username.text,
                    usernameKey: username.key, passwordHash: hash, role: registration.role.rawValue,
                    displayName: displayName, fullName: fullName, firstName: firstName, lastName: lastName, bio: nil,
                    isActive: true, registeredOn: surface.rawValue, createdAt: now, updatedAt: now,
                    processingMode: registration.processingMode.rawValue))
            return try Account(row)
        }
    }

    /// How many passwords have been checked since the start, decoys for unknown names included.
    public var passwordChecksMade: Int { ground.passwords.checksMade }

    /// The account behind a caller.
    public func account(of caller: Caller) async throws -> Account {
        try await account(.number(caller.account))
    }

    /// The account that has this id. Throws `.noSuchAccount`.
    public func account(_ id: AccountID) async throws -> Account {
        try await ground.read { try Account($0.requireAccount(id)) }
    }

    /// The account that a login under this e-mail or username is for. Throws `.noSuchAccount`.
    public func account(signInName name: String) async throws -> Account {
        try await ground.read { steps in
            guard let row = try steps.account(signInName: name) else { throw AccountError.noSuchAccount }
            return try Account(row)
        }
    }

    /// The account that has this e-mail, without regard to case. Throws `.noSuchAccount`.
    public func account(email: String) async throws -> Account {
        let key = try EmailAddress(email).key
        return try await ground.read { steps in
            guard let row = try steps.account(emailKey: key) else { throw AccountError.noSuchAccount }
            return try Account(row)
        }
    }
}

// The looks that several rules share.
extension StoreSnapshot {
    func requireAccount(_ id: AccountID) throws -> AccountRow {
        let row =
            switch id {
            case .number(let number): try account(number: number)
            case .uuid(let uuid): try account(uuid: uuid)
            }
        guard let row else { throw AccountError.noSuchAccount }
        return row
    }

    /// By e-mail or username, whichever it is.
    func account(signInName name: String) throws -> AccountRow? {
        guard let key = Folded.key(signInName: name) else { return nil }
        return try account(emailKey: key) ?? account(usernameKey: key)
    }

    /// Throws `.noSuchAccount` where the account was deleted since its caller's token was looked at: a new row of its
    /// own would break the schema's rules.
    func requireOwner(_ number: Int64) throws {
        _ = try requireAccount(.number(number))
    }

    /// Throws where another account than `number` has the e-mail or the username.
    func requireFree(email: EmailAddress?, username: Username?, except number: Int64?) throws {
        if let email, let other = try account(emailKey: email.key), other.number != number {
            throw AccountError.emailTaken
        }
        if let username, let other = try account(usernameKey: username.key), other.number != number {
            throw AccountError.usernameTaken
        }
    }

    /// Throws `.lastAdmin` where nobody could administer any more without `row`.
    func requireAnotherAdmin(than row: AccountRow) throws {
        guard row.role == Role.admin.rawValue, row.isActive else { return }
        guard try activeAccountCount(role: Role.admin.rawValue) > 1 else { throw AccountError.lastAdmin }
    }
}
