extension Migration {
    /// How many rows of each kind an owner has, kept by triggers, so that a list can tell its total without counting.
    ///
    /// `hash_removal` counts the other way, upwards only, with every hash that goes: while it stands still, an index of
    /// an owner's hashes needs only what was added after its last number.
    static let ownerTallies = Migration(
        "v1-owner-tallies",
        statements: """
            CREATE TABLE owner_tally (
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                kind TEXT NOT NULL,
                total INTEGER NOT NULL,
                PRIMARY KEY (owner, kind)
            ) STRICT, WITHOUT ROWID;

            CREATE TRIGGER image_file_hash_removed AFTER DELETE ON image_file WHEN OLD.phash IS NOT NULL BEGIN
                INSERT INTO owner_tally (owner, kind, total)
                SELECT OLD.owner, 'hash_removal', 1 WHERE EXISTS (SELECT 1 FROM account WHERE number = OLD.owner)
                ON CONFLICT (owner, kind) DO UPDATE SET total = total + 1;
            END;

            """ + OwnerTally.allCases.map(triggers).joined())

    // An account's deletion may take the tally before the rows: the update then finds nothing, as it should.
    private static func triggers(_ tally: OwnerTally) -> String {
        """
        CREATE TRIGGER \(tally.rawValue)_counted AFTER INSERT ON \(tally.rawValue) BEGIN
            INSERT INTO owner_tally (owner, kind, total) VALUES (NEW.owner, '\(tally.rawValue)', 1)
            ON CONFLICT (owner, kind) DO UPDATE SET total = total + 1;
        END;
        CREATE TRIGGER \(tally.rawValue)_discounted AFTER DELETE ON \(tally.rawValue) BEGIN
            UPDATE owner_tally SET total = total - 1 WHERE owner = OLD.owner AND kind = '\(tally.rawValue)';
        END;

        """
    }
}
