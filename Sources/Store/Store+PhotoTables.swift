import GRDB

extension StoreSnapshot {
    /// How many rows each table has, in the order of their names. Counts them.
    public func tableRowCounts() throws -> [(table: String, rows: Int)] {
        try tableNames().map { table in
            (table, try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(table.quotedDatabaseIdentifier)") ?? 0)
        }
    }

    /// The statement that made each table.
    public func tableStatements() throws -> [String: String] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL")
        return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }

    /// Ours, without those that SQLite and full text keep for themselves.
    private func tableNames() throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema
                WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'photo\\_search\\_%' ESCAPE '\\'
                ORDER BY name
                """)
    }
}

extension StoreTransaction {
    /// Deletes the rows of everyone, and with them what cannot be without them: a photo's files, an author's name under
    /// photos. Numbers are not used again.
    public func clear(_ table: OwnerTally) throws {
        if table == .authors {
            try db.execute(sql: "UPDATE photo SET author_id = NULL WHERE author_id IS NOT NULL")
            try db.execute(sql: "UPDATE import_session SET author_id = NULL WHERE author_id IS NOT NULL")
            try db.execute(sql: "UPDATE photo_search SET author = '' WHERE author <> ''")
        }
        try db.execute(sql: "DELETE FROM \(table.rawValue)")
    }
}
