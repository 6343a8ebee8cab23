extension Migration {
    /// Files of any kind that were uploaded to be talked about, and the text that was read from contents: once for each
    /// content, whoever sent it, and gone with its blob.
    ///
    /// The text of a file that could not be read is null, and `note` says why, for its owner.
    static let attachments = Migration(
        "v1-attachments",
        blobReferences: [BlobReference(table: "attachment", column: "sha256")],
        statements: """
            CREATE TABLE attachment (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                sha256 TEXT NOT NULL REFERENCES blob(sha256),
                filename TEXT NOT NULL,
                media_type TEXT NOT NULL,
                size INTEGER NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX attachment_by_owner ON attachment(owner, id);
            CREATE INDEX attachment_by_blob ON attachment(sha256);

            CREATE TABLE attachment_text (
                sha256 TEXT PRIMARY KEY REFERENCES blob(sha256) ON DELETE CASCADE,
                text TEXT,
                note TEXT,
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """)
}
