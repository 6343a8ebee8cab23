extension Migration {
    /// Which hashes of an owner went last, numbered as `hash_removal` counts them, so that an index can take them out. A
    /// thousand are kept for each owner: who missed more reads all hashes anew.
    ///
    /// The trigger replaces the one of the tallies, since no order is promised between two of one kind.
    static let removedHashes = Migration(
        "v1-removed-hashes",
        statements: """
            CREATE TABLE removed_hash (
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                number INTEGER NOT NULL,
                file INTEGER NOT NULL,
                PRIMARY KEY (owner, number)
            ) STRICT, WITHOUT ROWID;

            DROP TRIGGER image_file_hash_removed;
            CREATE TRIGGER image_file_hash_removed AFTER DELETE ON image_file
            WHEN OLD.phash IS NOT NULL AND EXISTS (SELECT 1 FROM account WHERE number = OLD.owner) BEGIN
                INSERT INTO owner_tally (owner, kind, total) VALUES (OLD.owner, 'hash_removal', 1)
                ON CONFLICT (owner, kind) DO UPDATE SET total = total + 1;
                INSERT INTO removed_hash (owner, number, file)
                SELECT OLD.owner, total, OLD.id FROM owner_tally WHERE owner = OLD.owner AND kind = 'hash_removal';
                DELETE FROM removed_hash WHERE owner = OLD.owner AND number <= (
                    SELECT total FROM owner_tally WHERE owner = OLD.owner AND kind = 'hash_removal') - 1000;
            END;
            """)
}
