import GRDB

/// The words of a user as an FTS5 expression: one owner's photos that have every word, or a word beginning with it.
struct PhotoSearchMatch {
    let expression: String

    /// What the expression is for.
    static let condition = "photo_search MATCH ?"
    static let table = "photo_search"
    static let id = "photo_search.rowid"
    /// CROSS JOIN: the full text leads, and a photo is looked up for each match.
    static let tableWithPhotos = "photo_search CROSS JOIN photo ON photo.id = photo_search.rowid"

    /// Nil where nothing in `text` can be a word: such a query matches no photo.
    init?(_ text: String, owner: Int64) {
        guard let match = FTS5.match(text, owner: owner, columns: "filenames exif author text") else { return nil }
        expression = match
    }
}

extension StoreTransaction {
    /// Begins a photo's row in the full text.
    func startSearching(photo: Int64, of owner: Int64, authorID: Int64?) throws {
        try db.execute(
            sql: """
                INSERT INTO photo_search (rowid, owner, filenames, exif, author, text)
                VALUES (?, ?, '', '', COALESCE((SELECT name FROM author WHERE id = ?), ''), '')
                """,
            arguments: [photo, FTS5.token(of: owner), authorID])
    }

    /// Adds a file's words to its photo's.
    func searchFile(_ filename: String, exif: String, ofPhoto photo: Int64) throws {
        try db.execute(
            sql: """
                UPDATE photo_search SET filenames = filenames || ' ' || ?, exif = exif || ' ' || ? WHERE rowid = ?
                """,
            arguments: [filename, exif, photo])
    }

    /// Finds a photo from now on by what was read from its files in this way, as far as the reader was so sure of it.
    ///
    /// - Parameter leastConfidence: of a file's text, 0...100.
    public func searchText(ofPhoto photo: Int64, way: String, leastConfidence: Double) throws {
        try db.execute(
            sql: """
                UPDATE photo_search SET text = COALESCE((
                    SELECT group_concat(paragraphs, char(10)) FROM image_file JOIN read_text USING (sha256)
                    WHERE photo_id = ? AND way = ? AND confidence >= ?), '')
                WHERE rowid = ?
                """,
            arguments: [photo, way, leastConfidence, photo])
    }

    /// Puts another author's name in a photo's row.
    func searchAuthor(_ authorID: Int64?, ofPhoto photo: Int64) throws {
        try db.execute(
            sql: """
                UPDATE photo_search SET author = COALESCE((SELECT name FROM author WHERE id = ?), '') WHERE rowid = ?
                """,
            arguments: [authorID, photo])
    }

    /// Finds an author's photos under another name from now on.
    func searchAuthorName(_ name: String, of authorID: Int64) throws {
        try db.execute(
            sql: "UPDATE photo_search SET author = ? WHERE rowid IN (SELECT id FROM photo WHERE author_id = ?)",
            arguments: [name, authorID])
    }
}
