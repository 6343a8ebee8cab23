extension Migration {
    /// A photographer's library. Every row has an owner and goes with that account; numbers are never used again.
    ///
    /// The indices of `photo` that begin with its owner end with its id, so that a page is read in its order and a
    /// reader stops at its last row. `photo_facets` holds every column that a search narrows by: what matches is found,
    /// and counted, without touching a photo. `image_file_hashes` is what a similarity index is loaded from.
    ///
    /// An author is not taken from under a photo: the reference has no action, which SQLite judges at the end of the
    /// statement, so that an account may still go with all that it has.
    static let photos = Migration(
        "v1-photos",
        blobReferences: [
            BlobReference(table: "photo", column: "hothash"),
            BlobReference(table: "photo", column: "cold_sha256"),
            BlobReference(table: "image_file", column: "sha256"),
        ],
        statements: """
            CREATE TABLE author (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                name TEXT NOT NULL,
                email TEXT,
                bio TEXT,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX author_by_owner ON author(owner);

            CREATE TABLE import_session (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                source_path TEXT NOT NULL,
                description TEXT,
                author_id INTEGER REFERENCES author(id),
                status TEXT NOT NULL,
                total_files INTEGER NOT NULL DEFAULT 0,
                processed_files INTEGER NOT NULL DEFAULT 0,
                failed_files INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX import_session_by_owner ON import_session(owner);
            CREATE INDEX import_session_by_author ON import_session(author_id) WHERE author_id IS NOT NULL;

            CREATE TABLE photo_stack (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                name TEXT,
                stack_type TEXT,
                cover_id INTEGER REFERENCES photo(id) ON DELETE SET NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX photo_stack_by_owner ON photo_stack(owner);
            CREATE INDEX photo_stack_by_cover ON photo_stack(cover_id) WHERE cover_id IS NOT NULL;

            CREATE TABLE photo (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                hothash TEXT NOT NULL REFERENCES blob(sha256),
                filename TEXT NOT NULL,
                width INTEGER NOT NULL,
                height INTEGER NOT NULL,
                taken_at INTEGER,
                latitude REAL,
                longitude REAL,
                rating INTEGER CHECK (rating BETWEEN 0 AND 5),
                author_id INTEGER REFERENCES author(id),
                stack_id INTEGER REFERENCES photo_stack(id) ON DELETE SET NULL,
                stack_place INTEGER,
                has_raw INTEGER NOT NULL DEFAULT 0,
                phash INTEGER NOT NULL,
                cold_sha256 TEXT REFERENCES blob(sha256),
                cold_width INTEGER,
                cold_height INTEGER,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                UNIQUE (owner, hothash)
            ) STRICT;
            CREATE INDEX photo_facets ON photo(owner, id, rating, taken_at, author_id, latitude, longitude, has_raw);
            CREATE INDEX photo_by_taken ON photo(owner, taken_at, id);
            CREATE INDEX photo_by_rating ON photo(owner, rating, id);
            CREATE INDEX photo_by_filename ON photo(owner, filename, id);
            CREATE INDEX photo_by_author ON photo(author_id) WHERE author_id IS NOT NULL;
            CREATE INDEX photo_by_stack ON photo(stack_id, stack_place) WHERE stack_id IS NOT NULL;
            CREATE INDEX photo_by_hothash ON photo(hothash);
            CREATE INDEX photo_by_cold ON photo(cold_sha256) WHERE cold_sha256 IS NOT NULL;

            CREATE TABLE image_file (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                photo_id INTEGER NOT NULL REFERENCES photo(id) ON DELETE CASCADE,
                filename TEXT NOT NULL,
                file_size INTEGER NOT NULL,
                file_type TEXT NOT NULL,
                width INTEGER NOT NULL,
                height INTEGER NOT NULL,
                sha256 TEXT REFERENCES blob(sha256),
                phash INTEGER,
                exif TEXT NOT NULL,
                taken_at INTEGER,
                latitude REAL,
                longitude REAL,
                import_session_id INTEGER REFERENCES import_session(id) ON DELETE SET NULL,
                storage_path TEXT,
                storage_type TEXT,
                checksum TEXT,
                last_verified INTEGER,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX image_file_by_owner ON image_file(owner);
            CREATE INDEX image_file_hashes ON image_file(owner, id, phash) WHERE phash IS NOT NULL;
            CREATE INDEX image_file_by_photo ON image_file(photo_id);
            CREATE INDEX image_file_by_blob ON image_file(sha256) WHERE sha256 IS NOT NULL;
            CREATE INDEX image_file_by_import ON image_file(import_session_id) WHERE import_session_id IS NOT NULL;
            """)
}
