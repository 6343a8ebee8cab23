import GRDB

/// A piece of a file's text, or of a message, that answers a question.
public struct PassageRow: Hashable, Sendable {
    public let text: String
    /// The file that it is from; nil of a message's.
    public let filename: String?
}

/// Where a passage is from.
public enum PassageSource: Hashable, Sendable {
    case attachment(Int64)
    case message(Int64)
}

/// What passages are looked for among.
public enum PassageKind: String, Hashable, Sendable {
    case file, message
}

extension StoreSnapshot {
    /// The owner's passages that have any of the words, best first by BM25, at most `limit`.
    ///
    /// - Parameters:
    ///   - words: letters and digits, as `unicode61` takes words apart; each is quoted.
    ///   - attachments: files whose passages go before all others.
    ///   - message: a message that is not looked at: the question itself.
    public func passages(
        with words: [String], among kind: PassageKind, of owner: Int64, preferring attachments: [Int64],
        except message: Int64, limit: Int
    ) throws -> [PassageRow] {
        guard !words.isEmpty else { return [] }
        // The beginnings of longer words, so that a plural is found by its singular.
        let any = words.map { FTS5.quoted($0) + ($0.count > 3 ? "*" : "") }.joined(separator: " OR ")
        let preferred = databaseQuestionMarks(count: attachments.count)
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT passage_search.text, attachment.filename
                    FROM passage_search
                    CROSS JOIN passage ON passage.id = passage_search.rowid
                    LEFT JOIN attachment ON attachment.id = passage.attachment_id
                    WHERE passage_search MATCH ? AND COALESCE(passage.message_id, 0) <> ?
                    ORDER BY COALESCE(passage.attachment_id IN (\(preferred)), 0) DESC,
                        bm25(passage_search, 0, 0, 1), passage.id DESC LIMIT ?
                    """),
            arguments: [
                "owner : \(FTS5.quoted(FTS5.token(of: owner))) AND kind : \(kind.rawValue) AND text : (\(any))",
                message,
            ] + StatementArguments(attachments) + [limit]
        ).map { PassageRow(text: $0[0], filename: $0[1]) }
    }
}

extension StoreSnapshot {
    /// Whether a file's text was made quotable.
    public func hasPassages(ofAttachment id: Int64) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM passage WHERE attachment_id = ?)", arguments: [id])
            ?? false
    }
}

extension StoreTransaction {
    /// Makes pieces of text quotable, in place of those that the source had.
    public func setPassages(_ texts: [String], of source: PassageSource, owner: Int64) throws {
        let (attachment, message, kind): (Int64?, Int64?, PassageKind) =
            switch source {
            case .attachment(let id): (id, nil, .file)
            case .message(let id): (nil, id, .message)
            }
        try db.execute(
            sql: "DELETE FROM passage WHERE attachment_id = ? OR message_id = ?", arguments: [attachment, message])
        for text in texts {
            try db.execute(
                sql: "INSERT INTO passage (owner, attachment_id, message_id) VALUES (?, ?, ?)",
                arguments: [owner, attachment, message])
            try db.execute(
                sql: "INSERT INTO passage_search (rowid, owner, kind, text) VALUES (?, ?, ?, ?)",
                arguments: [db.lastInsertedRowID, FTS5.token(of: owner), kind.rawValue, text])
        }
    }
}
