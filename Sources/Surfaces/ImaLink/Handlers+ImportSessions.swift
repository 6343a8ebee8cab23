import Gateway
import Identity
import Library

extension Handlers {
    @Sendable func listImportSessions(_ incoming: Incoming) async throws -> PageShape<ImportSessionShape> {
        let (offset, limit) = (try incoming[Query.offset], try incoming[Query.shortLimit])
        let page = try await library.importSessions.list(
            of: try incoming.caller.account, offset: offset, limit: limit)
        return PageShape(page, offset: offset, limit: limit, ImportSessionShape.init)
    }

    @Sendable func importSession(_ incoming: Incoming) async throws -> ImportSessionShape {
        ImportSessionShape(
            try await library.importSessions.session(
                try incoming.number("import_id"), of: try incoming.caller.account))
    }

    @Sendable func addImportSession(
        _ body: ImportSessionBody, _ incoming: Incoming
    ) async throws -> ImportSessionShape {
        let session = try await library.importSessions.add(
            sourcePath: body.sourcePath, description: body.description.nonEmpty, authorID: body.authorID,
            owner: try incoming.caller.account)
        return ImportSessionShape(session)
    }

    @Sendable func updateImportSession(
        _ body: ImportSessionChangeBody, _ incoming: Incoming
    ) async throws -> ImportSessionShape {
        guard body.sourcePath != "" else { throw RequestError.field("source_path", .missing) }
        let total = try notNegative(body.totalFiles, "total_files")
        let processed = try notNegative(body.processedFiles, "processed_files")
        let failed = try notNegative(body.failedFiles, "failed_files")
        let session = try await library.importSessions.update(
            try incoming.number("import_id"), of: try incoming.caller.account
        ) { session in
            session.status = body.status ?? session.status
            session.totalFiles = total ?? session.totalFiles
            session.processedFiles = processed ?? session.processedFiles
            session.failedFiles = failed ?? session.failedFiles
            session.sourcePath = body.sourcePath ?? session.sourcePath
            session.description = body.description.applied(to: session.description).nonEmpty
            session.authorID = body.authorID.applied(to: session.authorID)
        }
        return ImportSessionShape(session)
    }

    @Sendable func deleteImportSession(_ incoming: Incoming) async throws -> DoneShape {
        try await library.importSessions.delete(
            try incoming.number("import_id"), of: try incoming.caller.account)
        return DoneShape(message: "Import session deleted successfully")
    }
}
