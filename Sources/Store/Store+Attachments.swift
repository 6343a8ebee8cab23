public import Foundation
import GRDB

/// A file of any kind that was uploaded to be talked about, as its row has it.
public struct AttachmentRow: Hashable, Sendable {
    public let id: Int64
    public let owner: Int64
    public let sha256: String
    /// As its sender named it.
    public let filename: String
    /// As judged by the bytes.
    public let mediaType: String
    public let sizeBytes: Int
    public let createdAt: Date

    static let columns = """
        attachment.id, attachment.owner, attachment.sha256, attachment.filename, attachment.media_type, \
        attachment.size, attachment.created_at
        """

    init(_ row: Row, from first: Int = 0) {
        id = row[first]
        owner = row[first + 1]
        sha256 = row[first + 2]
        filename = row[first + 3]
        mediaType = row[first + 4]
        sizeBytes = row[first + 5]
        createdAt = Date(milliseconds: row[first + 6])
    }
}

/// What was read from a content: its text, or why there is none.
public struct AttachmentTextRow: Hashable, Sendable {
    public let text: String?
    /// What its owner should know: why it was not read, or that this is not all of it.
    public let note: String?

    public init(text: String?, note: String?) {
        self.text = text
        self.note = note
    }
}

extension StoreSnapshot {
    /// One of the owner's files.
    public func attachment(_ id: Int64, of owner: Int64) throws -> AttachmentRow? {
        try firstAttachment("id = ? AND owner = ?", [id, owner])
    }

    /// The file that has this id, whoever's it is: for its reader.
    public func attachment(_ id: Int64) throws -> AttachmentRow? {
        try firstAttachment("id = ?", [id])
    }

    /// What was read from a content; nil where nobody has tried.
    public func attachmentText(sha256: String) throws -> AttachmentTextRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT text, note FROM attachment_text WHERE sha256 = ?"), arguments: [sha256]
        ).map { AttachmentTextRow(text: $0[0], note: $0[1]) }
    }

    private func firstAttachment(_ condition: String, _ arguments: StatementArguments) throws -> AttachmentRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(AttachmentRow.columns) FROM attachment WHERE \(condition)"),
            arguments: arguments
        ).map { AttachmentRow($0) }
    }
}

extension StoreTransaction {
    public func addAttachment(
        owner: Int64, blob: BlobRow, filename: String, mediaType: String, at time: Date
    ) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO attachment (owner, sha256, filename, media_type, size, created_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [owner, blob.sha256, filename, mediaType, blob.sizeBytes, time.milliseconds])
        return db.lastInsertedRowID
    }

    /// Keeps what was read from a content, unless the content is gone. Where someone else was first, theirs stays.
    public func keepAttachmentText(_ text: AttachmentTextRow, sha256: String, at time: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO attachment_text (sha256, text, note, created_at)
                SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM blob WHERE sha256 = ?)
                ON CONFLICT (sha256) DO NOTHING
                """,
            arguments: [sha256, text.text, text.note, time.milliseconds, sha256])
    }
}
