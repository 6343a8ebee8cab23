public import Foundation
import Store

/// A bulk import. Its client does the work and reports how far it is; the library believes it.
public struct ImportSession: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case pending
        case inProgress = "in_progress"
        case completed
        case failed
        case cancelled
    }

    public let id: Int64
    public var sourcePath: String
    public var description: String?
    /// Who took the photos; a photo that comes by this session has this author.
    public var authorID: Int64?
    public var status: Status
    public var totalFiles: Int
    public var processedFiles: Int
    public var failedFiles: Int
    public let createdAt: Date
    public let updatedAt: Date
}

extension ImportSession {
    init(_ row: ImportSessionRow) {
        id = row.id
        sourcePath = row.sourcePath
        description = row.description
        authorID = row.authorID
        status = Status(rawValue: row.status) ?? .pending
        totalFiles = row.totalFiles
        processedFiles = row.processedFiles
        failedFiles = row.failedFiles
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

/// The import sessions of an owner.
public struct ImportSessions: Sendable {
    let ground: Ground

    /// Newest first.
    public func list(of owner: Int64, offset: Int, limit: Int) async throws -> Page<ImportSession> {
        try await ground.read { rows in
            let sessions = try rows.importSessions(of: owner, offset: offset, limit: limit)
            return Page(items: sessions.map(ImportSession.init), total: try rows.total(.importSessions, of: owner))
        }
    }

    public func session(_ id: Int64, of owner: Int64) async throws -> ImportSession {
        try await ground.read { ImportSession(try $0.requireImportSession(id, of: owner)) }
    }

    /// Begins one, `pending`.
    public func add(
        sourcePath: String, description: String?, authorID: Int64?, owner: Int64
    ) async throws -> ImportSession {
        try PhotoText.sourcePath.check(sourcePath)
        try PhotoText.description.check(description)
        let now = ground.now
        return try await ground.write { steps in
            try steps.requireOwner(owner)
            if let authorID { _ = try steps.requireAuthor(authorID, of: owner) }
            let id = try steps.addImportSession(
                owner: owner, sourcePath: sourcePath, description: description, authorID: authorID,
                status: ImportSession.Status.pending.rawValue, at: now)
            return ImportSession(try steps.requireImportSession(id, of: owner))
        }
    }

    public func update(
        _ id: Int64, of owner: Int64, _ change: @Sendable (inout ImportSession) -> Void
    ) async throws -> ImportSession {
        let now = ground.now
        return try await ground.write { steps in
            var row = try steps.requireImportSession(id, of: owner)
            var session = ImportSession(row)
            change(&session)
            try PhotoText.sourcePath.check(session.sourcePath)
            try PhotoText.description.check(session.description)
            if let author = session.authorID { _ = try steps.requireAuthor(author, of: owner) }
            row.sourcePath = session.sourcePath
            row.description = session.description
            row.authorID = session.authorID
            row.status = session.status.rawValue
            row.totalFiles = session.totalFiles
            row.processedFiles = session.processedFiles
            row.failedFiles = session.failedFiles
            try steps.updateImportSession(row, at: now)
            return ImportSession(try steps.requireImportSession(id, of: owner))
        }
    }

    /// Deletes one; the files that came by it stay.
    public func delete(_ id: Int64, of owner: Int64) async throws {
        try await ground.write { steps in
            try steps.deleteImportSession(try steps.requireImportSession(id, of: owner).id)
        }
    }
}
