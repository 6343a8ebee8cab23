extension Migration {
    /// Which blobs there are, and who is about to rely on one.
    ///
    /// A claim has no foreign key to `blob` on purpose: it is made before the file is in place, and the row comes
    /// last. So a claim that has run out is also the trace of a file that never got its row.
    static let blobs = Migration(
        "v1-blobs",
        statements: """
            CREATE TABLE blob (
                sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
                size INTEGER NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE blob_claim (
                id TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                expires_at INTEGER NOT NULL,
                PRIMARY KEY (id, sha256)
            ) STRICT;
            CREATE INDEX blob_claim_by_blob ON blob_claim(sha256);
            CREATE INDEX blob_claim_by_expiry ON blob_claim(expires_at);
            """)
}
