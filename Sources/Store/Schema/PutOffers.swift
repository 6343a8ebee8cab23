extension Migration {
    /// What clients may put under names of their own: the name, what it has to be, until when, and since when it has been
    /// taken in. It belongs to no account, since an object outlives one, and has to be swept.
    static let putOffers = Migration(
        "v1-put-offers",
        statements: """
            CREATE TABLE put_offer (
                name TEXT PRIMARY KEY,
                media_type TEXT NOT NULL,
                size INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                confirmed_at INTEGER
            ) STRICT;
            CREATE INDEX put_offer_by_expiry ON put_offer(expires_at);
            """)
}
