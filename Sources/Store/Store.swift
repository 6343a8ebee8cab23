import GRDB

/// The rows. Owns the connections to one database file.
///
/// Everything is done in steps: methods of `StoreSnapshot` look, those of `StoreTransaction` also change, and a rule
/// that needs several of them names them in one closure:
///
///     try await store.write { steps in
///         guard let account = try steps.account(number: number) else { throw AccountError.noSuchAccount }
///         try steps.endSessions(of: account.number, at: now)
///         try steps.deleteAccount(number: account.number, at: now)
///     }
///
/// All of it is committed, or, where the closure throws, none. A write holds the only write lock there is, in every
/// process, from its first line on: what it has looked at stays true until it commits. So it should be short, and
/// decode, hash and read files before.
///
/// A commit is on the disk when `write` returns (`synchronous=FULL`). SQL runs on queues of its own, never on the
/// caller's thread, but for `look`.
public final class Store: Sendable {
    let pool: DatabasePool
    /// What may be other than it was when it was last read.
    public let commits: CommitWatch
    private let looks: Looks

    init(pool: DatabasePool) {
        self.pool = pool
        commits = CommitWatch(pool)
        looks = Looks(at: pool.path)
    }

    /// Looks at one state of the rows, as it was when the closure began. Errors are `StoreError`, the closure's own, or
    /// `CancellationError`.
    public func read<Value: Sendable>(_ look: @Sendable (StoreSnapshot) throws -> Value) async throws -> Value {
        try await translating {
            try await pool.read { try look(StoreSnapshot($0)) }
        }
    }

    /// Changes rows, all or none. Errors are `StoreError`, the closure's own, or `CancellationError`.
    public func write<Value: Sendable>(_ steps: @Sendable (StoreTransaction) throws -> Value) async throws -> Value {
        try await translating {
            try await pool.write { [commits] db in
                try commits.watching(db) { try steps(StoreTransaction(db)) }
            }
        }
    }

    /// Looks at one state of the rows here and now, on the caller's thread, for what a few rows found by their keys can
    /// tell: two changes of thread cost more than such a look. Nil where it can't be made at once, or fails: `read` then
    /// waits, or says why. Errors are the closure's own.
    public func look<Value>(_ look: (StoreSnapshot) throws -> Value) throws -> Value? {
        try looks.look(look)
    }

    /// Ends all connections, after the work that is under way. Nothing may be asked of the store afterwards.
    public func close() throws {
        // GRDB closes the writer first; then the last connection is a reader, which can't take the log into the
        // database, and whoever copies the one file would miss what is in the other.
        looks.close()
        pool.invalidateReadOnlyConnections()
        try pool.close()
    }
}

/// One state of the rows: what the looking methods stand on. Not `Sendable`, so it can't leave its closure.
public class StoreSnapshot {
    let db: Database

    init(_ db: Database) {
        self.db = db
    }
}

/// A change that is under way: it looks like a snapshot, and changes rows too.
public final class StoreTransaction: StoreSnapshot {}

/// Runs `work` and turns SQLite's errors into ours.
func translating<Value: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
) async throws -> Value {
    do {
        return try await work()
    } catch let error as DatabaseError {
        throw StoreError(error)
    }
}
