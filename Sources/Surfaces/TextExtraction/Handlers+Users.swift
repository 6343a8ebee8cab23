import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func signup(_ body: SignupBody, _ incoming: Incoming) async throws -> SignInShape {
        var registration = Accounts.Registration(email: body.email, password: body.password)
        registration.role = .demo
        registration.firstName = body.firstName
        registration.lastName = body.lastName
        let account = try await library.accounts.register(registration, on: .textExtraction)
        let signIn = try await library.accounts.signIn(
            registered: account, from: incoming.address, on: .textExtraction)
        return SignInShape(message: "User registered successfully.", signIn)
    }

    @Sendable func login(_ body: LoginBody, _ incoming: Incoming) async throws -> SignInShape {
        let signIn = try await library.accounts.signIn(
            name: try body.name, password: body.password, from: incoming.address, on: .textExtraction)
        return SignInShape(message: "Login successful.", signIn)
    }

    @Sendable func refresh(_ body: RefreshBody, _ incoming: Incoming) async throws -> AccessShape {
        AccessShape(access: try await library.accounts.refresh(body.refresh, .keep).accessToken)
    }

    @Sendable func rotate(_ incoming: Incoming) async throws -> TokensShape {
        TokensShape(tokens: TokenPair(try await library.accounts.rotate(try incoming.caller)))
    }

    @Sendable func logout(_ incoming: Incoming) async throws -> MessageShape {
        try await library.accounts.signOut(try incoming.caller, on: .textExtraction)
        return MessageShape(message: "Logout successful.")
    }

    @Sendable func user(_ incoming: Incoming) async throws -> UserShape {
        UserShape(try await library.accounts.account(of: try incoming.caller))
    }

    @Sendable func editProfile(_ body: ProfileBody, _ incoming: Incoming) async throws -> ProfileAnswer {
        var change = Accounts.ProfileChange()
        change.firstName = Edit(body.firstName)
        change.lastName = Edit(body.lastName)
        guard change != Accounts.ProfileChange() else { throw TextExtractionError.nothingToChange }
        return ProfileAnswer(user: UserShape(try await library.accounts.update(try incoming.caller, change)))
    }

    @Sendable func deleteProfile(_ incoming: Incoming) async throws {
        try await library.accounts.delete(try incoming.caller)
    }
}

extension Edit<String?> {
    fileprivate init(_ patch: Patch<String>) {
        switch patch {
        case .absent: self = .keep
        case .null: self = .set(nil)
        case .value(let text): self = .set(text)
        }
    }
}
