extension Migration {
    /// What was read from a content, whoever sent it: once for each way of reading, then shared. It goes with the blob.
    ///
    /// `way` says all that the text depends on besides the bytes: the mode, and the languages that were named.
    static let readTexts = Migration(
        "v1-read-texts",
        statements: """
            CREATE TABLE read_text (
                sha256 TEXT NOT NULL REFERENCES blob(sha256) ON DELETE CASCADE,
                way TEXT NOT NULL,
                raw TEXT NOT NULL,
                paragraphs TEXT NOT NULL,
                confidence REAL NOT NULL,
                languages TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (sha256, way)
            ) STRICT, WITHOUT ROWID;
            """)
}
