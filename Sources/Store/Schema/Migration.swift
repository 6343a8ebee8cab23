import GRDB

/// One step of the schema: what a subject's tables look like, and which of their columns name blobs.
///
/// Names and statements of a released step never change; a later need is a later step.
struct Migration: Sendable {
    let name: String
    /// SQLite's own DDL. Another engine has a list of its own with the same names.
    let statements: String
    /// The columns that keep a blob alive. The collector and `verify` ask every one of them, so a column that is
    /// missing here loses its blobs: each should also say `REFERENCES blob(sha256)` and have an index.
    let blobReferences: [BlobReference]

    init(_ name: String, blobReferences: [BlobReference] = [], statements: String) {
        self.name = name
        self.blobReferences = blobReferences
        self.statements = statements
    }
}

/// A column that holds the key of a blob, or null.
public struct BlobReference: Hashable, Sendable {
    public let table: String
    public let column: String
}

/// Every step, in the order in which they are taken.
enum Schema {
    static let migrations: [Migration] = [
        .accounts,
        .blobs,
        .attachments,
        .changes,
        .conversations,
        .jobs,
        .media,
        .photos,
        .products,
        .ownerTallies,
        .describedImages,
        .passages,
        .photoSearch,
        .processing,
        .putOffers,
        .readTexts,
        .uploads,
        .photoThumbHashes,
        .blobRemovals,
        .removedHashes,
    ]

    static let blobReferences = migrations.flatMap(\.blobReferences)

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.statements) }
        }
        return migrator
    }
}
