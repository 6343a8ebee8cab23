import Foundation
public import Identity
import Passwords
import Store

extension Accounts {
    /// What an account's owner changes about it.
    public struct ProfileChange: Sendable, Equatable {
        public var email = Edit<String>.keep
        public var username = Edit<String>.keep
        public var displayName = Edit<String?>.keep
        public var fullName = Edit<String?>.keep
        public var firstName = Edit<String?>.keep
        public var lastName = Edit<String?>.keep
        public var bio = Edit<String?>.keep
        public var processingMode = Edit<ProcessingMode>.keep

        public init() {}
    }

    /// Changes the caller's own account.
    @discardableResult
    public func update(_ caller: Caller, _ change: ProfileChange) async throws -> Account {
        let now = ground.now
        return try await ground.write { steps in
            var row = try steps.requireAccount(.number(caller.account))
            let email = try EmailAddress(change.email.applied(to: row.email))
            if case .set(let name) = change.username {
                let username = try Username(name, ownEmail: email)
                try steps.requireFree(email: nil, username: username, except: row.number)
                row.fields.username = username.text
                row.fields.usernameKey = username.key
            }
            try steps.requireFree(email: email, username: nil, except: row.number)
            row.fields.email = email.text
            row.fields.emailKey = email.key
            let fields = row.fields
            row.fields.displayName = try change.displayName.checked(over: fields.displayName, as: .displayName)
            row.fields.fullName = try change.fullName.checked(over: fields.fullName, as: .fullName)
            row.fields.firstName = try change.firstName.checked(over: fields.firstName, as: .firstName)
            row.fields.lastName = try change.lastName.checked(over: fields.lastName, as: .lastName)
            row.fields.bio = try change.bio.checked(over: fields.bio, as: .bio)
            if case .set(let mode) = change.processingMode { row.fields.processingMode = mode.rawValue }
            row.fields.updatedAt = now
            try steps.updateAccount(number: row.number, row.fields)
            return try Account(row)
        }
    }

    /// Sets a new password for the caller's account and ends all its sessions, the caller's own included. Wrong
    /// guesses of the current one count as failed logins.
    public func changePassword(
        _ caller: Caller, current: String, new: String, from address: String?
    ) async throws {
        let password = try NewPassword(new, as: .newPassword)
        let row = try await ground.read { try $0.requireAccount(.number(caller.account)) }
        try await requirePassword(current, of: row, from: address)
        let hash = try await LibraryError.translating { try await ground.passwords.hash(password.text) }
        let now = ground.now
        try await ground.write { steps in
            var current = try steps.requireAccount(.number(caller.account))
            guard current.passwordHash == row.passwordHash else { throw AccountError.wrongCurrentPassword }
            current.fields.passwordHash = hash
            current.fields.updatedAt = now
            try steps.updateAccount(number: current.number, current.fields)
            try steps.endSessions(of: current.number, at: now)
        }
    }

    /// Deletes the caller's own account with everything that it owns.
    public func delete(_ caller: Caller) async throws {
        try await delete(.number(caller.account))
    }

    private func requirePassword(_ password: String, of row: AccountRow, from address: String?) async throws {
        var names = [LoginAttempts.Key.account(row.number)]
        if let address { names.append(.address(address)) }
        try attempts.check(names, at: ground.now)
        let isRight = try await check(password, of: row)
        try attempts.settle(names, isRight: isRight, at: ground.now)
        guard isRight else { throw AccountError.wrongCurrentPassword }
    }
}

extension Edit<String?> {
    fileprivate func checked(over old: String?, as field: AccountField) throws -> String? {
        guard case .set(let new) = self else { return old }
        return try ProfileText.checked(new, as: field)
    }
}
