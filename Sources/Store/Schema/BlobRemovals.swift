extension Migration {
    /// Which blobs are on their way out: their rows are gone, and their files may be. A file is taken away outside of any
    /// transaction, so this row is what is left of it where the process dies meanwhile.
    static let blobRemovals = Migration(
        "v1-blob-removals",
        statements: """
            CREATE TABLE blob_removal (
                sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
                expires_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX blob_removal_by_expiry ON blob_removal(expires_at);
            """)
}
