extension Migration {
    /// Pictures that were read and described as they came in, and the full text over them: file name, text read, words
    /// about it. One row of the full text an image, under its id, made and gone with it.
    ///
    /// The owner is a column of the full text and a part of every match, so that a search sees the entries of one owner
    /// only. How many an owner has, and how many bytes, is tallied by triggers: a quota is asked at every upload.
    static let describedImages = Migration(
        "v1-described-images",
        blobReferences: [BlobReference(table: "described_image", column: "sha256")],
        statements: """
            CREATE TABLE described_image (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                uuid TEXT NOT NULL UNIQUE,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                sha256 TEXT NOT NULL REFERENCES blob(sha256),
                filename TEXT NOT NULL,
                format TEXT NOT NULL,
                size INTEGER NOT NULL,
                mode TEXT NOT NULL,
                read_text TEXT NOT NULL,
                reading_failure TEXT,
                description TEXT NOT NULL,
                provider TEXT NOT NULL,
                model TEXT,
                created_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX described_image_by_owner ON described_image(owner, id);
            CREATE INDEX described_image_by_blob ON described_image(sha256);

            CREATE VIRTUAL TABLE described_image_search USING fts5 (
                owner, filename, read_text, description,
                tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
            );
            CREATE TRIGGER described_image_search_forgets AFTER DELETE ON described_image BEGIN
                DELETE FROM described_image_search WHERE rowid = OLD.id;
            END;

            CREATE TRIGGER described_image_counted AFTER INSERT ON described_image BEGIN
                INSERT INTO owner_tally (owner, kind, total)
                VALUES (NEW.owner, 'described_image', 1), (NEW.owner, 'described_image_bytes', NEW.size)
                ON CONFLICT (owner, kind) DO UPDATE SET total = total + excluded.total;
            END;
            CREATE TRIGGER described_image_discounted AFTER DELETE ON described_image BEGIN
                UPDATE owner_tally SET total = total - IIF(kind = 'described_image', 1, OLD.size)
                WHERE owner = OLD.owner AND kind IN ('described_image', 'described_image_bytes');
            END;
            """)
}
