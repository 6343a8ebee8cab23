import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func register(_ body: RegisterBody, _ incoming: Incoming) async throws -> UserShape {
        var registration = Accounts.Registration(email: body.email, password: body.password)
        registration.role = body.role?.role ?? .user
        registration.fullName = body.fullName
        registration.processingMode = body.processingMode ?? .cloud
        return UserShape(try await library.accounts.register(registration, on: .pocketMusec))
    }

    @Sendable func login(_ body: LoginBody, _ incoming: Incoming) async throws -> TokensShape {
        let signIn = try await library.accounts.signIn(
            name: try body.name, password: body.password, from: incoming.address, on: .pocketMusec)
        return TokensShape(signIn)
    }

    /// The session that the access token is of ends, and that of the refresh token, where it is another.
    @Sendable func logout(_ body: RefreshBody, _ incoming: Incoming) async throws -> MessageShape {
        let caller = try incoming.caller
        do {
            try await library.accounts.signOut(refreshToken: body.refreshToken)
        } catch AccountError.badRefreshToken {
            // It mints nothing, which is what was asked for.
        }
        try await library.accounts.signOut(caller, on: .pocketMusec)
        return MessageShape(message: "Logged out successfully")
    }

    @Sendable func refresh(_ body: RefreshBody, _ incoming: Incoming) async throws -> AccessShape {
        AccessShape(try await library.accounts.refresh(body.refreshToken, .keep))
    }

    @Sendable func me(_ incoming: Incoming) async throws -> UserShape {
        UserShape(try await library.accounts.account(of: try incoming.caller))
    }

    @Sendable func changePassword(_ body: PasswordBody, _ incoming: Incoming) async throws -> MessageShape {
        try await library.accounts.changePassword(
            try incoming.caller, current: body.currentPassword, new: body.newPassword, from: incoming.address)
        return MessageShape(message: "Password updated successfully")
    }

    // MARK: An admin's

    @Sendable func listUsers(_ incoming: Incoming) async throws -> UserListShape {
        let page = try await library.accounts.list(
            offset: try incoming[Query.skip], limit: try incoming[Query.userLimit])
        return UserListShape(users: page.accounts.map(UserShape.init), total: page.total)
    }

    @Sendable func user(_ incoming: Incoming) async throws -> UserShape {
        UserShape(try await library.accounts.account(try incoming.accountID()))
    }

    @Sendable func deleteUser(_ incoming: Incoming) async throws -> MessageShape {
        try await library.accounts.delete(try incoming.accountID())
        return MessageShape(message: "User deleted successfully")
    }
}

extension Incoming {
    /// In this dialect's spelling alone: `7` is an id to others.
    fileprivate func accountID() throws -> AccountID {
        let text = try capture("user_id")
        guard text.hasPrefix("usr_"), let id = AccountID(text) else { throw AccountError.noSuchAccount }
        return id
    }
}
