public import Foundation
import GRDB

/// What a list of uploads is narrowed by. What is nil narrows nothing.
public struct UploadQuery: Hashable, Sendable {
    /// Any of these.
    public var statuses: Set<UploadStatus>?
    public var sha256: String?
    /// A piece of text, folded, that either text has to contain.
    public var textKey: String?
    public var createdAfter: Date?
    public var createdBefore: Date?

    public init() {}
}

extension StoreSnapshot {
    /// One of the owner's uploads on a surface.
    public func upload(uuid: String, of owner: Int64, on surface: String) throws -> UploadRow? {
        try firstUpload("upload.uuid = ? AND owner = ? AND surface = ?", [uuid, owner, surface])
    }

    /// The upload that has this id, whoever's it is: for its reader.
    public func upload(uuid: String) throws -> UploadRow? {
        try firstUpload("upload.uuid = ?", [uuid])
    }

    /// The owner's upload of this content on a surface.
    public func upload(ofContent sha256: String, of owner: Int64, on surface: String) throws -> UploadRow? {
        try firstUpload("owner = ? AND surface = ? AND sha256 = ?", [owner, surface, sha256])
    }

    /// All of the owner's uploads on a surface that answer the query, newest first.
    public func uploads(_ query: UploadQuery, of owner: Int64, on surface: String) throws -> [UploadRow] {
        var clauses = ["owner = ?", "surface = ?"]
        var arguments: StatementArguments = [owner, surface]
        func require(_ clause: String, _ values: [(any DatabaseValueConvertible)?]) {
            clauses.append(clause)
            arguments += StatementArguments(values)
        }
        if let statuses = query.statuses {
            let marks = statuses.map { _ in "?" }.joined(separator: ", ")
            require("status IN (\(marks))", statuses.map(\.rawValue))
        }
        if let sha256 = query.sha256 { require("sha256 = ?", [sha256]) }
        if let key = query.textKey {
            let pattern = Self.pattern(containing: key)
            require("(raw_key LIKE ? ESCAPE '\\' OR processed_key LIKE ? ESCAPE '\\')", [pattern, pattern])
        }
        if let time = query.createdAfter { require("upload.created_at >= ?", [time.milliseconds]) }
        if let time = query.createdBefore { require("upload.created_at <= ?", [time.milliseconds]) }
        return try Row.fetchAll(
            db, sql: UploadRow.select + " WHERE " + clauses.joined(separator: " AND ") + " ORDER BY id DESC",
            arguments: arguments
        ).map(UploadRow.init)
    }

    /// How many uploads the owner has made on a surface.
    public func uploadCount(of owner: Int64, on surface: String) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*) FROM upload WHERE owner = ? AND surface = ?"),
            arguments: [owner, surface]) ?? 0
    }

    private func firstUpload(_ condition: String, _ arguments: StatementArguments) throws -> UploadRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: UploadRow.select + " WHERE " + condition), arguments: arguments
        ).map(UploadRow.init)
    }

    /// A LIKE pattern of what contains `text`, taken literally.
    private static func pattern(containing text: String) -> String {
        let literal = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        return "%\(literal)%"
    }
}

extension StoreTransaction {
    public func addUpload(_ upload: NewUpload, at time: Date) throws {
        let preferences = upload.preferences
        try db.execute(
            sql: """
                INSERT INTO upload (uuid, owner, surface, sha256, filename, format, size, detects_language,
                    language_hint, output_format, mode, status, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'uploaded', ?, ?)
                """,
            arguments: [
                upload.uuid, upload.owner, upload.surface, upload.blob.sha256, upload.filename, upload.format,
                upload.blob.sizeBytes, preferences.detectsLanguage, preferences.languageHint,
                preferences.outputFormat, preferences.mode, time.milliseconds, time.milliseconds,
            ])
    }

    /// Sets other preferences and puts the upload back to where it began. From here on what is read counts more than
    /// what was corrected before.
    public func setPreferences(_ preferences: UploadPreferencesRow, ofUpload id: Int64, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE upload SET detects_language = ?, language_hint = ?, output_format = ?, mode = ?,
                    revision = revision + 1, status = 'uploaded', failure = NULL, raw_is_corrected = 0,
                    processed_is_corrected = 0, updated_at = ?
                WHERE id = ?
                """,
            arguments: [
                preferences.detectsLanguage, preferences.languageHint, preferences.outputFormat, preferences.mode,
                time.milliseconds, id,
            ])
    }

    /// Writes what the owner made of the text that was read.
    public func correctRawText(_ text: KeyedText?, ofUpload id: Int64, at time: Date) throws {
        try db.execute(
            sql: "UPDATE upload SET raw_text = ?, raw_key = ?, raw_is_corrected = 1, updated_at = ? WHERE id = ?",
            arguments: [text?.text, text?.key, time.milliseconds, id])
    }

    /// The same for the processed text.
    public func correctProcessedText(_ text: KeyedText?, ofUpload id: Int64, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE upload SET processed_text = ?, processed_key = ?, processed_is_corrected = 1, updated_at = ?
                WHERE id = ?
                """,
            arguments: [text?.text, text?.key, time.milliseconds, id])
    }
}
