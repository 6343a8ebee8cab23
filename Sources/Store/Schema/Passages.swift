extension Migration {
    /// What can be quoted: the user's own messages and the texts of their files, in pieces of a paragraph or so, and the
    /// full text over them in SQLite's FTS5. The text itself is in the full text's table, once.
    ///
    /// The owner is a column and a part of every match, so that a search sees the passages of one owner only.
    static let passages = Migration(
        "v1-passages",
        statements: """
            CREATE TABLE passage (
                id INTEGER PRIMARY KEY,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                attachment_id INTEGER REFERENCES attachment(id) ON DELETE CASCADE,
                message_id INTEGER REFERENCES message(id) ON DELETE CASCADE,
                CHECK ((attachment_id IS NULL) <> (message_id IS NULL))
            ) STRICT;
            CREATE INDEX passage_by_owner ON passage(owner);
            CREATE INDEX passage_by_attachment ON passage(attachment_id) WHERE attachment_id IS NOT NULL;
            CREATE INDEX passage_by_message ON passage(message_id) WHERE message_id IS NOT NULL;

            CREATE VIRTUAL TABLE passage_search USING fts5 (
                owner, kind, text, tokenize = "unicode61 remove_diacritics 2"
            );
            CREATE TRIGGER passage_search_forgets AFTER DELETE ON passage BEGIN
                DELETE FROM passage_search WHERE rowid = OLD.id;
            END;
            """)
}
