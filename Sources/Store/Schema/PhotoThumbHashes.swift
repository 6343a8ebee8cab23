extension Migration {
    /// What a client shows of a photo until its preview is there: a ThumbHash in base64. Empty where none can be made; null
    /// where none was made yet, which the index finds.
    static let photoThumbHashes = Migration(
        "v2-photo-thumbhashes",
        statements: """
            ALTER TABLE photo ADD COLUMN thumbhash TEXT;
            CREATE INDEX photo_without_thumbhash ON photo(id) WHERE thumbhash IS NULL;
            """)
}
