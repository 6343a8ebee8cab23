import Gateway
import Identity
import Library

// Accounts.
extension Handlers {
    @Sendable func register(_ body: RegisterBody, _ incoming: Incoming) async throws -> UserShape {
        var registration = Accounts.Registration(email: body.email, password: body.password)
        registration.fullName = body.fullName
        return UserShape(try await library.accounts.register(registration, on: .imagineAI))
    }

    @Sendable func login(_ body: LoginBody, _ incoming: Incoming) async throws -> TokensShape {
        TokensShape(
            try await library.accounts.signIn(
                name: try body.name, password: body.password, from: incoming.address, on: .imagineAI))
    }

    @Sendable func refresh(_ body: RefreshBody, _ incoming: Incoming) async throws -> TokensShape {
        TokensShape(try await library.accounts.refresh(body.refreshToken, .rotate))
    }

    @Sendable func me(_ incoming: Incoming) async throws -> UserShape {
        UserShape(try await library.accounts.account(of: try incoming.caller))
    }

    @Sendable func logout(_ incoming: Incoming) async throws {
        try await library.accounts.signOut(try incoming.caller, on: .imagineAI)
    }
}

// The dashboard.
extension Handlers {
    @Sendable func stats(_ incoming: Incoming) async throws -> StatsShape {
        StatsShape(figures: try await library.products.figures(of: try incoming.caller.account))
    }

    @Sendable func recent(_ incoming: Incoming) async throws -> [RecentJobShape] {
        try await library.processing.recent(of: try incoming.caller.account, limit: 10).map(RecentJobShape.init)
    }

    @Sendable func categories(_ incoming: Incoming) async throws -> [CategoryShape] {
        try await library.products.categories(of: try incoming.caller.account).map(CategoryShape.init)
    }
}
