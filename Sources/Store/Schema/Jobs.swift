extension Migration {
    /// The durable queue: jobs, the numbered events of each, and how far each line has got.
    ///
    /// A queued job stands in line for its turn (`in_line`), or waits for its hour to get one. Both have an index that
    /// holds nothing else, so that a look at the head costs the same behind ten jobs and a million. `turn` stays when
    /// the job has been taken, for it says when its owner was last served.
    static let jobs = Migration(
        "v1-jobs",
        statements: """
            CREATE TABLE job (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL,
                owner_number INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                subject TEXT NOT NULL,
                payload TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
                priority INTEGER NOT NULL,
                turn INTEGER,
                in_line INTEGER NOT NULL,
                not_before INTEGER NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0,
                losses INTEGER NOT NULL DEFAULT 0,
                last_failure TEXT,
                event_count INTEGER NOT NULL DEFAULT 0,
                fence INTEGER NOT NULL DEFAULT 0,
                lease_host TEXT,
                lease_boot TEXT,
                lease_process INTEGER,
                lease_process_start INTEGER,
                lease_expires_at INTEGER,
                created_at INTEGER NOT NULL,
                started_at INTEGER,
                finished_at INTEGER,
                CHECK (in_line = 0 OR turn IS NOT NULL),
                CHECK ((state = 'running') = (lease_expires_at IS NOT NULL)),
                CHECK ((state IN ('queued', 'running')) = (finished_at IS NULL))
            ) STRICT;
            CREATE INDEX job_in_line ON job(kind, priority, turn) WHERE state = 'queued' AND in_line = 1;
            CREATE INDEX job_not_due ON job(not_before) WHERE state = 'queued' AND in_line = 0;
            CREATE INDEX job_running ON job(lease_expires_at) WHERE state = 'running';
            CREATE INDEX job_by_owner ON job(owner_number, priority, turn);
            CREATE INDEX job_by_subject ON job(kind, subject);
            CREATE INDEX job_by_end ON job(finished_at) WHERE finished_at IS NOT NULL;

            CREATE TABLE job_turn (
                priority INTEGER PRIMARY KEY,
                turn INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE job_event (
                job_number INTEGER NOT NULL REFERENCES job(number) ON DELETE CASCADE,
                number INTEGER NOT NULL,
                made_at INTEGER NOT NULL,
                payload TEXT NOT NULL,
                PRIMARY KEY (job_number, number)
            ) STRICT, WITHOUT ROWID;
            """)
}
