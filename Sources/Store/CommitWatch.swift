import GRDB
import Synchronization

/// What of the rows may be other than it was: for each subject a number that is another one as soon as a commit that
/// concerns the subject has been made, by whatever process. Asking costs no SQL, so that what was read may be kept in
/// memory and believed exactly as long as it is true: note the version, then read; what was read holds while the version
/// is that one.
///
/// Of this process's own commits it is known what they touched. A commit of another process touches every subject.
public final class CommitWatch: Sendable {
    public enum Subject: Int, Sendable, CaseIterable {
        /// A session was closed, ended or moved its expiry, or an account changed in what lets it in. New ones are
        /// nobody's change.
        case sessions
        /// A photo went, or its previews or its owner changed. New ones are nobody's change.
        case previews
        /// Anything was added, changed or taken away that may be seen with a photo: in any table but those that change all
        /// the time and never are.
        case photos

        func isTouched(by kind: DatabaseEventKind) -> Bool {
            switch (self, kind) {
            case (.sessions, .delete("session")), (.sessions, .update("session", _)), (.sessions, .delete("account")):
                true
            case (.sessions, .update("account", let columns)): !columns.isSubset(of: ["last_seen_at", "last_ip"])
            case (.previews, .delete("photo")): true
            case (.previews, .update("photo", let columns)):
                !columns.isDisjoint(with: ["owner", "hothash", "cold_sha256", "cold_width", "cold_height"])
            case (.photos, .insert(let table)), (.photos, .update(let table, _)), (.photos, .delete(let table)):
                !Self.besidePhotos.contains(table)
            default: false
            }
        }

        private static let besidePhotos: Set<String> = [
            "account", "session", "refresh_token", "job", "job_turn", "job_event", "blob_claim",
        ]
    }

    private struct State {
        var seen: CommitMark.Value?
        var versions = [UInt64](repeating: 0, count: Subject.allCases.count)
        /// What the write that is under way has changed so far.
        var touched: Set<Subject> = []
        /// The commit that this process is about to make, and what it touches.
        var announced: (from: CommitMark.Value, touched: Set<Subject>)?
    }

    /// Nil: nobody can tell, and nothing holds.
    private let mark: CommitMark?
    private let state: Mutex<State>

    /// - Parameter pool: with a connection that stays open, and no write under way.
    init(_ pool: DatabasePool) {
        mark = CommitMark(ofDatabaseAt: pool.path)
        state = Mutex(State(seen: mark?.now))
        pool.writeWithoutTransaction { db in
            for subject in Subject.allCases {
                db.add(transactionObserver: Observer(self, of: subject), extent: .databaseLifetime)
            }
        }
    }

    public func version(of subject: Subject) -> UInt64 {
        state.withLock { state in
            catchUp(&state)
            return state.versions[subject.rawValue]
        }
    }

    private func catchUp(_ state: inout State) {
        guard let mark else {
            for index in state.versions.indices { state.versions[index] += 1 }
            return
        }
        let now = mark.now
        guard now != state.seen else { return }
        var touched = Set(Subject.allCases)
        if let announced = state.announced, announced.from == state.seen, now.commits == announced.from.commits &+ 1 {
            touched = announced.touched
        }
        state.announced = nil
        state.seen = now
        for subject in touched { state.versions[subject.rawValue] += 1 }
    }

    /// Does what a transaction of this process does. Meanwhile nobody else commits, since it holds SQLite's only lock for
    /// writing.
    func watching<Value>(_ db: Database, _ steps: () throws -> Value) rethrows -> Value {
        state.withLock { state in
            catchUp(&state)
            state.touched = []
        }
        let changes = db.totalChangesCount
        let value = try steps()
        // One that has changed nothing leaves no mark, and its announcement would pass for another's commit.
        if db.totalChangesCount != changes {
            state.withLock { state in
                if let seen = state.seen { state.announced = (seen, state.touched) }
            }
        }
        return value
    }

    /// A transaction of this process has ended, committed or not.
    private func end() {
        state.withLock { state in
            catchUp(&state)
            state.announced = nil
        }
    }

    /// Notes that a transaction changes a subject's rows, by foreign keys' actions too. GRDB calls it on its one writing
    /// queue.
    private final class Observer: TransactionObserver, Sendable {
        private let watch: CommitWatch
        private let subject: Subject

        init(_ watch: CommitWatch, of subject: Subject) {
            self.watch = watch
            self.subject = subject
        }

        func observes(eventsOfKind kind: DatabaseEventKind) -> Bool { subject.isTouched(by: kind) }

        func databaseDidChange(with event: DatabaseEvent) {
            _ = watch.state.withLock { $0.touched.insert(subject) }
            // One is enough, until the next transaction.
            stopObservingDatabaseChangesUntilNextTransaction()
        }

        func databaseDidCommit(_ db: Database) { watch.end() }
        func databaseDidRollback(_ db: Database) { watch.end() }
    }
}
