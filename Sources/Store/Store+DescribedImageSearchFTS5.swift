import GRDB

extension StoreSnapshot {
    /// The owner's described images that have every word of `text`, or a word beginning with it, in file name, text or
    /// description; what stands between quotes is looked for as it stands. The best first, with what FTS5's `bm25` says
    /// of each, turned round: more is better, and 0 or above.
    public func searchDescribedImages(
        _ text: String, of owner: Int64, limit: Int
    ) throws -> [(image: DescribedImageRow, weight: Double)] {
        guard let match = DescribedImageMatch(text, owner: owner) else { return [] }
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(DescribedImageRow.columns), cost
                FROM (
                    SELECT rowid AS found, bm25(described_image_search, 0, 2, 1, 1) AS cost
                    FROM described_image_search WHERE described_image_search MATCH ? ORDER BY cost, rowid DESC LIMIT ?
                ) CROSS JOIN described_image ON described_image.id = found
                JOIN account ON account.number = described_image.owner
                ORDER BY cost, id DESC
                """)
        return try Row.fetchAll(statement, arguments: [match.expression, limit]).map { row in
            (DescribedImageRow(row), max(0, -(row["cost"] as Double)))
        }
    }
}

extension StoreTransaction {
    func search(_ image: NewDescribedImage, id: Int64, of owner: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO described_image_search (rowid, owner, filename, read_text, description)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [id, FTS5.token(of: owner), image.filename, image.readText, image.description])
    }
}

/// What somebody looks for, as an FTS5 expression over one owner's images.
private struct DescribedImageMatch {
    let expression: String

    /// Nil where nothing in `text` can be a word: such a query matches nothing.
    init?(_ text: String, owner: Int64) {
        let terms = Self.terms(of: text)
        guard !terms.isEmpty else { return nil }
        expression =
            "owner : \(FTS5.quoted(FTS5.token(of: owner))) AND "
            + "{filename read_text description} : (\(terms.joined(separator: " AND ")))"
    }

    /// Words outside of quotes, phrases inside; of a quote that nobody closed, words.
    private static func terms(of text: String) -> [String] {
        var terms: [String] = []
        func add(words: some StringProtocol) {
            for word in words.split(whereSeparator: \.isWhitespace) where FTS5.hasWord(word) {
                let quoted = FTS5.quoted(word)
                // Said twice, so that a whole word counts for more than the beginning of one.
                terms.append("(\(quoted) OR \(quoted)*)")
            }
        }
        let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
        for (number, piece) in pieces.enumerated() {
            if number % 2 == 0 || number == pieces.count - 1 {
                add(words: piece)
            } else if FTS5.hasWord(piece) {
                terms.append(FTS5.quoted(piece))
            }
        }
        return terms
    }
}
