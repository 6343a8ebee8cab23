import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func register(_ body: RegisterBody, _ incoming: Incoming) async throws -> UserShape {
        var registration = Accounts.Registration(email: body.email, password: body.password)
        registration.username = body.username
        registration.displayName = body.displayName
        return UserShape(try await library.accounts.register(registration, on: .imaLink))
    }

    @Sendable func login(_ body: LoginBody, _ incoming: Incoming) async throws -> TokenShape {
        let signIn = try await library.accounts.signIn(
            name: try body.name, password: body.password, from: incoming.address, on: .imaLink)
        return TokenShape(accessToken: signIn.accessToken, user: UserShape(signIn.account))
    }

    @Sendable func me(_ incoming: Incoming) async throws -> UserShape {
        UserShape(try await library.accounts.account(of: try incoming.caller))
    }

    @Sendable func logout(_ incoming: Incoming) async throws -> DoneShape {
        try await library.accounts.signOut(try incoming.caller, on: .imaLink)
        return DoneShape(message: "Logged out successfully")
    }

    @Sendable func updateProfile(_ body: ProfileBody, _ incoming: Incoming) async throws -> UserShape {
        var change = Accounts.ProfileChange()
        if let email = body.email { change.email = .set(email) }
        switch body.displayName {
        case .absent: break
        case .null: change.displayName = .set(nil)
        case .value(let name): change.displayName = .set(name)
        }
        return UserShape(try await library.accounts.update(try incoming.caller, change))
    }

    @Sendable func changePassword(_ body: PasswordBody, _ incoming: Incoming) async throws -> DoneShape {
        try await library.accounts.changePassword(
            try incoming.caller, current: body.currentPassword, new: body.newPassword, from: incoming.address)
        return DoneShape(message: "Password changed successfully")
    }

    @Sendable func deleteAccount(_ incoming: Incoming) async throws -> DoneShape {
        try await library.accounts.delete(try incoming.caller)
        return DoneShape(message: "Account deleted successfully")
    }
}
