extension Migration {
    /// Full text over photos, in SQLite's FTS5: file names, EXIF values, author, and text read from the picture. One
    /// row a photo, under the photo's id, changed in the transaction that changes the photo.
    ///
    /// The owner is a column and a part of every match, so that a search sees the entries of one owner only.
    static let photoSearch = Migration(
        "v1-photo-search",
        statements: """
            CREATE VIRTUAL TABLE photo_search USING fts5 (
                owner, filenames, exif, author, text,
                tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
            );
            CREATE TRIGGER photo_search_forgets AFTER DELETE ON photo BEGIN
                DELETE FROM photo_search WHERE rowid = OLD.id;
            END;
            """)
}
