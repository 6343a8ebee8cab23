import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func listUsers(_ incoming: Incoming) async throws -> [UserShape] {
        try await library.accounts.list(
            offset: try incoming[Paging.offset], limit: try incoming[Paging.limit]
        ).accounts.map(UserShape.init)
    }

    @Sendable func updateUser(_ body: RoleBody, _ incoming: Incoming) async throws -> UserShape {
        UserShape(
            try await library.accounts.setRole(
                body.role == .admin ? .admin : .user, of: .number(try incoming.number("user_id"))))
    }

    @Sendable func deleteUser(_ incoming: Incoming) async throws -> MessageAnswer {
        try await library.accounts.delete(.number(try incoming.number("user_id")))
        return MessageAnswer(message: "User deleted successfully")
    }

    @Sendable func metrics(_ incoming: Incoming) async throws -> MetricsShape {
        MetricsShape(metrics: try await library.conversationMetrics())
    }
}
