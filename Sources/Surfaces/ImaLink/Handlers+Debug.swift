import Gateway
import Library

extension Handlers {
    @Sendable func status(_ incoming: Incoming) async throws -> StatusShape {
        StatusShape(statistics: try await library.photoTables.statistics())
    }

    @Sendable func databaseStats(_ incoming: Incoming) async throws -> DatabaseStatsShape {
        DatabaseStatsShape(statistics: try await library.photoTables.statistics())
    }

    @Sendable func databaseSchema(_ incoming: Incoming) async throws -> DatabaseSchemaShape {
        DatabaseSchemaShape(statements: try await library.photoTables.schema())
    }

    @Sendable func resetDatabase(_ incoming: Incoming) async throws -> DoneShape {
        try await library.photoTables.clearAll()
        return DoneShape(message: "Database reset: all photo data is gone, accounts are not")
    }

    @Sendable func clearTable(_ incoming: Incoming) async throws -> DoneShape {
        let name = try incoming.capture("table_name")
        try await library.photoTables.clear(name)
        return DoneShape(message: "Table \(name) cleared")
    }
}
