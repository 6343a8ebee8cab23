import Foundation
import GRDB
import Synchronization

/// Connections for looks that are over in microseconds, on the caller's own thread. Whoever finds none free is sent away
/// and not kept waiting: the caller may be an event loop.
final class Looks: Sendable {
    private struct State {
        var idle: [DatabaseQueue] = []
        var made = 0
        var isClosed = false
    }

    private let path: String
    private let most = ProcessInfo.processInfo.activeProcessorCount
    private let state = Mutex(State())

    init(at path: String) { self.path = path }

    /// Nil where no connection is free, or the database had an error.
    func look<Value>(_ look: (StoreSnapshot) throws -> Value) throws -> Value? {
        guard let queue = take() else { return nil }
        defer { giveBack(queue) }
        do {
            return try queue.unsafeRead { db in
                // As `read` does it, with statements that are prepared once.
                try db.cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
                defer { try? db.cachedStatement(sql: "COMMIT TRANSACTION").execute() }
                return try look(StoreSnapshot(db))
            }
        } catch is DatabaseError {
            return nil
        }
    }

    /// Ends the connections, after the looks that are under way.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for queue in idle { try? queue.close() }
    }

    private func take() -> DatabaseQueue? {
        let (idle, mayMake) = state.withLock { state -> (DatabaseQueue?, Bool) in
            guard !state.isClosed else { return (nil, false) }
            if let queue = state.idle.popLast() { return (queue, false) }
            guard state.made < most else { return (nil, false) }
            state.made += 1
            return (nil, true)
        }
        return mayMake ? open() : idle
    }

    private func giveBack(_ queue: DatabaseQueue) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.idle.append(queue) }
            return state.isClosed
        }
        if isClosed { try? queue.close() }
    }

    private func open() -> DatabaseQueue? {
        var configuration = Configuration()
        configuration.label = "calotype.store.looks"
        configuration.readonly = true
        configuration.busyMode = .immediateError
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA cache_size = -8192") }
        let queue = try? DatabaseQueue(path: path, configuration: configuration)
        if queue == nil { state.withLock { $0.made -= 1 } }
        return queue
    }
}
