import Foundation
public import Identity
import Passwords
import Store

// What an admin does, or the command line. Who may is the surface's affair; the last admin is everybody's.
extension Accounts {
    /// Accounts, newest first, and how many there are in all.
    public func list(offset: Int = 0, limit: Int = 100) async throws -> (accounts: [Account], total: Int) {
        try await ground.read { steps in
            (
                try steps.accounts(offset: max(0, offset), limit: max(0, limit)).map(Account.init),
                try steps.accountCount()
            )
        }
    }

    /// Gives an account another role. Throws `.lastAdmin` where that would leave none.
    @discardableResult
    public func setRole(_ role: Role, of id: AccountID) async throws -> Account {
        try await change(id) { steps, row in
            if role != .admin { try steps.requireAnotherAdmin(than: row) }
            row.fields.role = role.rawValue
        }
    }

    /// Enables or disables an account. Disabling ends its sessions at once. Throws `.lastAdmin` where that would leave
    /// none.
    @discardableResult
    public func setActive(_ isActive: Bool, _ id: AccountID) async throws -> Account {
        let now = ground.now
        return try await change(id) { steps, row in
            if !isActive {
                try steps.requireAnotherAdmin(than: row)
                try steps.endSessions(of: row.number, at: now)
            }
            row.fields.isActive = isActive
        }
    }

    /// Deletes an account with everything that it owns: its sessions end in the same transaction, and its blobs are
    /// collected later. Throws `.lastAdmin` where nobody could administer any more.
    public func delete(_ id: AccountID) async throws {
        let now = ground.now
        try await ground.write { steps in
            let row = try steps.requireAccount(id)
            try steps.requireAnotherAdmin(than: row)
            try steps.deleteAccount(number: row.number, at: now)
        }
    }

    /// Makes the admin that the settings name, where there is none who may log in.
    ///
    /// Where somebody has registered that e-mail before, the account becomes the operator's: it takes the password of
    /// the settings, and whoever was signed in is signed out.
    func ensureAdmin(_ admin: LibrarySettings.FirstAdmin) async throws {
        guard try await ground.read({ try $0.activeAccountCount(role: Role.admin.rawValue) }) == 0 else { return }
        var registration = Registration(email: admin.email, password: admin.password)
        registration.role = .admin
        do {
            try await register(registration, on: .imagineAI)
        } catch AccountError.emailTaken {
            let account = try await account(email: admin.email)
            let password = try NewPassword(admin.password)
            let hash = try await LibraryError.translating { try await ground.passwords.hash(password.text) }
            let now = ground.now
            try await change(.number(account.number)) { steps, row in
                row.fields.role = Role.admin.rawValue
                row.fields.isActive = true
                row.fields.passwordHash = hash
                try steps.endSessions(of: row.number, at: now)
            }
        }
    }

    @discardableResult
    private func change(
        _ id: AccountID, _ edit: @Sendable (StoreTransaction, inout AccountRow) throws -> Void
    ) async throws -> Account {
        let now = ground.now
        return try await ground.write { steps in
            var row = try steps.requireAccount(id)
            try edit(steps, &row)
            row.fields.updatedAt = now
            try steps.updateAccount(number: row.number, row.fields)
            return try Account(row)
        }
    }
}
