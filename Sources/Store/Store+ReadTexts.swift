public import Foundation
import GRDB

/// What was read from a content in one way of reading.
public struct ReadTextRow: Hashable, Sendable {
    /// Line by line.
    public let raw: String
    /// The same, its lines rejoined.
    public let paragraphs: String
    /// 0...100.
    public let confidence: Double
    /// The languages that it was read with, by the names of their models.
    public let languages: [String]

    public init(raw: String, paragraphs: String, confidence: Double, languages: [String]) {
        self.raw = raw
        self.paragraphs = paragraphs
        self.confidence = confidence
        self.languages = languages
    }
}

extension StoreSnapshot {
    /// What this way of reading found in a content; nil where nobody has read it so.
    public func readText(sha256: String, way: String) throws -> ReadTextRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT raw, paragraphs, confidence, languages FROM read_text WHERE sha256 = ? AND way = ?"),
            arguments: [sha256, way]
        ).map { row in
            let languages: String = row[3]
            return ReadTextRow(
                raw: row[0], paragraphs: row[1], confidence: row[2],
                languages: languages.split(separator: "+").map(String.init))
        }
    }
}

extension StoreTransaction {
    /// Keeps what was read from a content, unless the content is gone. Where someone else was first, theirs stays.
    public func keepReadText(_ text: ReadTextRow, sha256: String, way: String, at time: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO read_text (sha256, way, raw, paragraphs, confidence, languages, created_at)
                SELECT ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM blob WHERE sha256 = ?)
                ON CONFLICT (sha256, way) DO NOTHING
                """,
            arguments: [
                sha256, way, text.raw, text.paragraphs, text.confidence, text.languages.joined(separator: "+"),
                time.milliseconds, sha256,
            ])
    }
}
