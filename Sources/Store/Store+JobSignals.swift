import GRDB
import Synchronization

/// Rings as long as it is kept.
public final class JobSignal: Sendable {
    private let observer: Observer

    fileprivate init(_ observer: Observer) {
        self.observer = observer
    }

    /// Rings after a commit that queued, moved or ended a job or appended an event. GRDB calls it on its writing
    /// queue and keeps a weak reference.
    fileprivate final class Observer: TransactionObserver, Sendable {
        private let ring: @Sendable () -> Void
        private let hasSeen = Atomic(false)

        init(_ ring: @escaping @Sendable () -> Void) {
            self.ring = ring
        }

        func observes(eventsOfKind kind: DatabaseEventKind) -> Bool {
            switch kind {
            case .insert("job"), .delete("job"): true
            case .update("job", let columns): !columns.isDisjoint(with: ["state", "event_count"])
            default: false
            }
        }

        func databaseDidChange(with event: DatabaseEvent) {
            hasSeen.store(true, ordering: .relaxed)
            stopObservingDatabaseChangesUntilNextTransaction()
        }

        func databaseDidCommit(_ db: Database) {
            if hasSeen.exchange(false, ordering: .relaxed) { ring() }
        }

        func databaseDidRollback(_ db: Database) {
            hasSeen.store(false, ordering: .relaxed)
        }
    }
}

extension Store {
    /// Calls `ring` after each commit of this process that may concern a worker or a follower. `ring` is short: the
    /// next write waits for it. What other processes commit has to be asked for.
    public func signalJobs(_ ring: @escaping @Sendable () -> Void) async throws -> JobSignal {
        let observer = JobSignal.Observer(ring)
        try await translating {
            try await pool.writeWithoutTransaction { $0.add(transactionObserver: observer, extent: .observerLifetime) }
        }
        return JobSignal(observer)
    }
}
