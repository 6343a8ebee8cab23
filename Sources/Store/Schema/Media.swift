extension Migration {
    /// What is known about a content, whoever sent it and through whichever surface: made once, then shared.
    ///
    /// A row goes with the blob that it describes, so that column keeps none alive. The two previews are blobs of their
    /// own; a photo that has them names them too, so they stay while either does.
    static let media = Migration(
        "v1-media",
        blobReferences: [
            BlobReference(table: "media", column: "hot_sha256"),
            BlobReference(table: "media", column: "cold_sha256"),
        ],
        statements: """
            CREATE TABLE media (
                sha256 TEXT PRIMARY KEY REFERENCES blob(sha256) ON DELETE CASCADE,
                format TEXT NOT NULL,
                size INTEGER NOT NULL,
                width INTEGER NOT NULL,
                height INTEGER NOT NULL,
                hot_sha256 TEXT NOT NULL REFERENCES blob(sha256),
                hot_size INTEGER NOT NULL,
                cold_sha256 TEXT NOT NULL REFERENCES blob(sha256),
                cold_size INTEGER NOT NULL,
                cold_width INTEGER NOT NULL,
                cold_height INTEGER NOT NULL,
                phash INTEGER NOT NULL,
                exif TEXT NOT NULL,
                taken_at INTEGER,
                latitude REAL,
                longitude REAL,
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX media_by_hot ON media(hot_sha256);
            CREATE INDEX media_by_cold ON media(cold_sha256);
            """)
}
