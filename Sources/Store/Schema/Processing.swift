extension Migration {
    /// The processing of product pictures: a job over one picture or many, and the steps of each picture in it.
    ///
    /// `stream` is the queue's own job that carries the events; it is forgotten some time after the end, the row here is
    /// not. Steps name their picture without a key to it, so that a job's history outlives its product.
    static let processing = Migration(
        "v1-processing",
        statements: """
            CREATE TABLE processing_job (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                uuid TEXT NOT NULL UNIQUE,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                product_id INTEGER REFERENCES product(id) ON DELETE SET NULL,
                stream INTEGER REFERENCES job(number) ON DELETE SET NULL,
                type TEXT NOT NULL CHECK (type IN ('single', 'batch')),
                status TEXT NOT NULL CHECK (status IN ('queued', 'processing', 'completed', 'failed', 'cancelled')),
                total_images INTEGER NOT NULL,
                processed_images INTEGER NOT NULL DEFAULT 0,
                failed_images INTEGER NOT NULL DEFAULT 0,
                error TEXT,
                started_at INTEGER,
                completed_at INTEGER,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX processing_job_by_owner ON processing_job(owner, id);
            CREATE INDEX processing_job_by_status ON processing_job(owner, status, id);
            CREATE INDEX processing_job_by_product ON processing_job(product_id, status);
            CREATE INDEX processing_job_by_stream ON processing_job(stream);

            CREATE TABLE processing_step (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                uuid TEXT NOT NULL UNIQUE,
                job_id INTEGER NOT NULL REFERENCES processing_job(id) ON DELETE CASCADE,
                image_uuid TEXT NOT NULL,
                step TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'skipped')),
                error TEXT,
                result TEXT NOT NULL DEFAULT '{}',
                started_at INTEGER,
                completed_at INTEGER
            ) STRICT;
            CREATE INDEX processing_step_by_job ON processing_step(job_id, image_uuid, id);
            CREATE INDEX processing_step_by_image ON processing_step(image_uuid, job_id);
            """)
}
