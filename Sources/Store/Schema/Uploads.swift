extension Migration {
    /// Pictures that were uploaded to have their text read, on whichever surface; API tokens; and who started an upload
    /// from where, which is what hourly limits count.
    ///
    /// `revision` rises when the preferences change, so that a reading that began under others is not kept. A `…_key`
    /// is the text folded in Swift, for substring search. The audit outlives its account for as long as limits look
    /// back, or deleting an account would be a way around them.
    static let uploads = Migration(
        "v1-uploads",
        blobReferences: [BlobReference(table: "upload", column: "sha256")],
        statements: """
            CREATE TABLE upload (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                uuid TEXT NOT NULL UNIQUE,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                surface TEXT NOT NULL,
                sha256 TEXT NOT NULL REFERENCES blob(sha256),
                filename TEXT NOT NULL,
                format TEXT NOT NULL,
                size INTEGER NOT NULL,
                detects_language INTEGER NOT NULL,
                language_hint TEXT,
                output_format TEXT NOT NULL,
                mode TEXT NOT NULL,
                revision INTEGER NOT NULL DEFAULT 0,
                status TEXT NOT NULL CHECK (status IN ('uploaded', 'processing', 'processed', 'error')),
                failure TEXT,
                raw_text TEXT,
                raw_key TEXT,
                raw_is_corrected INTEGER NOT NULL DEFAULT 0,
                processed_text TEXT,
                processed_key TEXT,
                processed_is_corrected INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX upload_by_owner ON upload(owner, surface, id);
            CREATE INDEX upload_by_content ON upload(owner, surface, sha256);
            CREATE INDEX upload_by_blob ON upload(sha256);

            CREATE TABLE api_token (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                hash TEXT NOT NULL UNIQUE,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                created_at INTEGER NOT NULL,
                disabled_at INTEGER
            ) STRICT;
            CREATE INDEX api_token_by_owner ON api_token(owner);

            CREATE TABLE upload_audit (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                upload_uuid TEXT NOT NULL,
                owner INTEGER REFERENCES account(number) ON DELETE SET NULL,
                token INTEGER REFERENCES api_token(number) ON DELETE SET NULL,
                address TEXT NOT NULL,
                made_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX upload_audit_by_address ON upload_audit(address, made_at);
            CREATE INDEX upload_audit_by_token ON upload_audit(token, made_at) WHERE token IS NOT NULL;
            CREATE INDEX upload_audit_by_owner ON upload_audit(owner);
            """)
}
