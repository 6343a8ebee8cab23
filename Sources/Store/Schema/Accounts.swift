extension Migration {
    /// Accounts, their sessions, and the hashes of the refresh tokens that a session has given out.
    ///
    /// Times are milliseconds since 1970. A `…_key` is the text folded for comparison, which is done in Swift: no
    /// engine's own folding knows more than ASCII without help.
    static let accounts = Migration(
        "v1-accounts",
        statements: """
            CREATE TABLE account (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                uuid TEXT NOT NULL UNIQUE,
                email TEXT NOT NULL,
                email_key TEXT NOT NULL UNIQUE,
                username TEXT NOT NULL,
                username_key TEXT NOT NULL UNIQUE,
                password_hash TEXT NOT NULL,
                role TEXT NOT NULL CHECK (role IN ('admin', 'user', 'demo')),
                display_name TEXT,
                full_name TEXT,
                first_name TEXT,
                last_name TEXT,
                bio TEXT,
                is_active INTEGER NOT NULL DEFAULT 1,
                registered_on TEXT NOT NULL,
                last_ip TEXT,
                last_seen_at INTEGER,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                processing_mode TEXT NOT NULL DEFAULT 'cloud' CHECK (processing_mode IN ('cloud', 'local'))
            ) STRICT;

            CREATE TABLE session (
                id TEXT PRIMARY KEY,
                account_number INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                surface TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                closed_at INTEGER
            ) STRICT;
            CREATE INDEX session_by_account ON session(account_number);
            CREATE INDEX session_by_expiry ON session(expires_at);

            CREATE TABLE refresh_token (
                hash TEXT PRIMARY KEY,
                session_id TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
                expires_at INTEGER NOT NULL,
                replaced_at INTEGER
            ) STRICT;
            CREATE INDEX refresh_token_by_session ON refresh_token(session_id);
            CREATE INDEX refresh_token_by_expiry ON refresh_token(expires_at);
            """)
}
