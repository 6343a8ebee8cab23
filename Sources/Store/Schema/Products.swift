extension Migration {
    /// A catalogue: products, their pictures, and what was found in each picture.
    ///
    /// A picture without content was announced and has not been put yet. `resting_status` is what a product goes back to
    /// when nothing of it is being processed any more; `category_is_own` tells the owner's word from an analysis's, which
    /// labels nothing else. A descriptor is how a picture looks, in the bytes of the room that compares them. Attributes
    /// and defects are JSON: they are made, read and replaced together.
    static let products = Migration(
        "v1-products",
        blobReferences: [BlobReference(table: "product_image", column: "sha256")],
        statements: """
            CREATE TABLE product (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                uuid TEXT NOT NULL UNIQUE,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                title TEXT NOT NULL,
                description TEXT,
                category TEXT,
                category_is_own INTEGER NOT NULL,
                subcategory TEXT,
                ai_description TEXT,
                status TEXT NOT NULL CHECK (status IN ('draft', 'processing', 'active', 'archived')),
                resting_status TEXT NOT NULL CHECK (resting_status IN ('draft', 'processing', 'active', 'archived')),
                metadata TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX product_by_owner ON product(owner, id);
            CREATE INDEX product_by_category ON product(owner, category, id, status);
            CREATE INDEX product_by_status ON product(owner, status, id);

            CREATE TABLE product_image (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                uuid TEXT NOT NULL UNIQUE,
                product_id INTEGER NOT NULL REFERENCES product(id) ON DELETE CASCADE,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                object_key TEXT NOT NULL UNIQUE,
                filename TEXT NOT NULL,
                media_type TEXT NOT NULL,
                size INTEGER NOT NULL,
                sha256 TEXT REFERENCES blob(sha256),
                width INTEGER,
                height INTEGER,
                descriptor BLOB,
                created_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX product_image_by_product ON product_image(product_id, id);
            CREATE INDEX product_image_by_owner ON product_image(owner, sha256);
            CREATE INDEX product_image_by_blob ON product_image(sha256);
            CREATE INDEX product_image_described ON product_image(owner, id) WHERE descriptor IS NOT NULL;
            CREATE INDEX product_image_announced ON product_image(created_at) WHERE sha256 IS NULL;

            CREATE TABLE image_analysis (
                image_id INTEGER PRIMARY KEY REFERENCES product_image(id) ON DELETE CASCADE,
                uuid TEXT NOT NULL UNIQUE,
                owner INTEGER NOT NULL REFERENCES account(number) ON DELETE CASCADE,
                status TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
                model_version TEXT,
                label TEXT,
                confidence REAL,
                scores TEXT NOT NULL DEFAULT '{}',
                description TEXT,
                description_model TEXT,
                attributes TEXT NOT NULL DEFAULT '[]',
                defects TEXT NOT NULL DEFAULT '[]',
                defect_count INTEGER NOT NULL DEFAULT 0,
                processing_ms INTEGER,
                error TEXT,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX image_analysis_by_owner ON image_analysis(owner, status, defect_count, processing_ms);

            CREATE VIRTUAL TABLE product_search USING fts5 (
                owner, title, description,
                tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
            );
            CREATE TRIGGER product_search_learns AFTER INSERT ON product BEGIN
                INSERT INTO product_search (rowid, owner, title, description)
                VALUES (NEW.id, 'o' || NEW.owner, NEW.title, COALESCE(NEW.description, ''));
            END;
            CREATE TRIGGER product_search_changes AFTER UPDATE OF title, description ON product BEGIN
                UPDATE product_search SET title = NEW.title, description = COALESCE(NEW.description, '')
                WHERE rowid = NEW.id;
            END;
            CREATE TRIGGER product_search_forgets AFTER DELETE ON product BEGIN
                DELETE FROM product_search WHERE rowid = OLD.id;
            END;
            """)
}
