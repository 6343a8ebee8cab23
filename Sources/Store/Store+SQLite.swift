import Foundation
import GRDB
import Glibc

// What is SQLite's own: opening, durability, the check of the whole file.
extension Store {
    /// Opens the database at `path`, making it where it is missing, and brings its schema up to date. Blocks.
    ///
    /// Throws `.newerSchema` where a newer version of the program has been here: nothing is changed then.
    public static func open(at path: String) throws -> Store {
        do {
            return try aloneInFolder(of: path) {
                makePrivate(path)
                let pool = try DatabasePool(path: path, configuration: configuration)
                let migrator = Schema.migrator
                let unknown = try pool.read { try migrator.appliedIdentifiers($0) }.subtracting(migrator.migrations)
                guard unknown.isEmpty else { throw StoreError.newerSchema(steps: unknown.sorted()) }
                try pool.writeWithoutTransaction { try makeDurable($0) }
                try migrator.migrate(pool)
                return Store(pool: pool)
            }
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    /// GRDB's WAL set-up says `synchronous=NORMAL`, under which a power failure may take back commits that were
    /// acknowledged. So this comes after it; a pool keeps its one writing connection for life.
    private static func makeDurable(_ db: Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // A log that a long read let grow is cut back to 64 MiB at the next checkpoint.
        try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
            throw StoreError.failed(reason: "synchronous=FULL was not taken")
        }
    }

    /// Opens one after the other where several processes start at once: neither the switch to WAL nor GRDB's migrator
    /// expects company. The lock is on the folder, since closing any handle on the database's own file would drop
    /// the locks that SQLite holds on it (POSIX locks belong to the process).
    private static func aloneInFolder<Value>(of path: String, _ body: () throws -> Value) throws -> Value {
        let folder = Glibc.open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0, flock(folder, LOCK_EX) == 0 else {
            throw StoreError.failed(
                reason: "the folder of \(path) can't be locked: \(String(cString: strerror(errno)))")
        }
        defer { Glibc.close(folder) }
        return try body()
    }

    /// SQLite would make the file for all to read, if its folder lets them; the files beside it take after it. One that
    /// is there is not opened, since closing it would drop SQLite's locks; where it can't be made, SQLite says why.
    private static func makePrivate(_ path: String) {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 { Glibc.close(file) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "calotype.store"
        // Another process writes for milliseconds; who waits ten seconds has met something that is stuck.
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = max(4, ProcessInfo.processInfo.activeProcessorCount)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            // Negative: KiB. 8 MiB for each connection.
            try db.execute(sql: "PRAGMA cache_size = -8192")
        }
        return configuration
    }
}

extension StoreSnapshot {
    /// SQLite's own check of the whole file and of every foreign key: a sentence for each thing that is wrong.
    public func damage() throws -> [String] {
        let pages = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        let keys = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
            let table: String = row[0]
            let number: Int64? = row[1]
            let parent: String = row[2]
            return "row \(number.map(String.init) ?? "?") of \(table) names a row of \(parent) that is not there"
        }
        return pages + keys
    }

    /// How SQLite would go about a statement: a line for each step, as EXPLAIN QUERY PLAN has them.
    func plan(of sql: String, _ arguments: StatementArguments) throws -> [String] {
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] }
    }
}
