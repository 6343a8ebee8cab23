public import Foundation
import GRDB

/// A bulk import, as its client reports it.
public struct ImportSessionRow: Hashable, Sendable {
    public let id: Int64
    public var sourcePath: String
    public var description: String?
    public var authorID: Int64?
    public var status: String
    public var totalFiles: Int
    public var processedFiles: Int
    public var failedFiles: Int
    public let createdAt: Date
    public let updatedAt: Date

    init(_ row: Row) {
        id = row[0]
        sourcePath = row[1]
        description = row[2]
        authorID = row[3]
        status = row[4]
        totalFiles = row[5]
        processedFiles = row[6]
        failedFiles = row[7]
        createdAt = Date(milliseconds: row[8])
        updatedAt = Date(milliseconds: row[9])
    }

    static let columns =
        "id, source_path, description, author_id, status, total_files, processed_files, failed_files, created_at, updated_at"
}

extension StoreSnapshot {
    /// One of the owner's import sessions.
    public func importSession(_ id: Int64, of owner: Int64) throws -> ImportSessionRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT \(ImportSessionRow.columns) FROM import_session WHERE id = ? AND owner = ?"),
            arguments: [id, owner]
        ).map(ImportSessionRow.init)
    }

    /// A page of the owner's import sessions, newest first.
    public func importSessions(of owner: Int64, offset: Int, limit: Int) throws -> [ImportSessionRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(ImportSessionRow.columns) FROM import_session
                    WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?
                    """),
            arguments: [owner, limit, offset]
        ).map(ImportSessionRow.init)
    }
}

extension StoreTransaction {
    public func addImportSession(
        owner: Int64, sourcePath: String, description: String?, authorID: Int64?, status: String, at time: Date
    ) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO import_session (owner, source_path, description, author_id, status, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [owner, sourcePath, description, authorID, status, time.milliseconds, time.milliseconds])
        return db.lastInsertedRowID
    }

    /// Writes all that can change of an import session.
    public func updateImportSession(_ session: ImportSessionRow, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE import_session SET source_path = ?, description = ?, author_id = ?, status = ?, total_files = ?,
                    processed_files = ?, failed_files = ?, updated_at = ?
                WHERE id = ?
                """,
            arguments: [
                session.sourcePath, session.description, session.authorID, session.status, session.totalFiles,
                session.processedFiles, session.failedFiles, time.milliseconds, session.id,
            ])
    }

    /// Deletes an import session; the files that came by it stay.
    public func deleteImportSession(_ id: Int64) throws {
        try db.execute(sql: "DELETE FROM import_session WHERE id = ?", arguments: [id])
    }
}
