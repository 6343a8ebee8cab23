extension Migration {
    /// What other processes must know: sessions, hashes, settings and events that a commit changed, numbered.
    static let changes = Migration(
        "v1-changes",
        statements: """
            CREATE TABLE change (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                made_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX change_by_age ON change(made_at);
            """)
}
