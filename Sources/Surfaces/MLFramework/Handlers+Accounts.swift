import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func register(_ body: RegisterBody, _ incoming: Incoming) async throws -> SignInShape {
        var registration = Accounts.Registration(email: body.email, password: body.password)
        registration.username = body.username
        let account = try await library.accounts.register(registration, on: .mlFramework)
        return SignInShape(
            try await library.accounts.signIn(registered: account, from: incoming.address, on: .mlFramework))
    }

    @Sendable func login(_ body: LoginBody, _ incoming: Incoming) async throws -> SignInShape {
        SignInShape(
            try await library.accounts.signIn(
                name: try body.name, password: body.password, from: incoming.address, on: .mlFramework))
    }

    @Sendable func refresh(_ body: RefreshBody, _ incoming: Incoming) async throws -> TokensShape {
        TokensShape(try await library.accounts.refresh(body.refreshToken, .keep))
    }

    @Sendable func me(_ incoming: Incoming) async throws -> UserShape {
        UserShape(try await library.accounts.account(of: try incoming.caller))
    }

    @Sendable func logout(_ body: RefreshBody, _ incoming: Incoming) async throws -> MessageAnswer {
        try await library.accounts.signOut(refreshToken: body.refreshToken)
        return MessageAnswer(message: "Logged out successfully")
    }
}
