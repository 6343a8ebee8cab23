import Hashing
import Store
import Synchronization

/// An index of perceptual hashes for each owner who has asked, made from rows and brought up to date at each question.
///
/// What a question sees is what is committed, whichever process did it: in one look at the rows it reads the hashes
/// above the last id that the index has, and begins anew where one was removed since. Readers search a value that
/// nobody changes. When all indices together grow over the bound, those that were asked least recently go.
final class SimilarImages: Sendable {
    /// What a reader searches.
    struct Snapshot: Sendable {
        fileprivate var index = SimilarityIndex()
        fileprivate var lastID: Int64 = 0
        fileprivate var removals = 0

        /// Nearest first, then by id.
        func matches(of hash: PerceptualHash, within radius: Int, limit: Int) -> [SimilarityIndex.Match] {
            index.matches(of: hash, within: radius, limit: limit)
        }
    }

    private struct State {
        var snapshots: [Int64: (snapshot: Snapshot, lastUse: Int)] = [:]
        var uses = 0
    }

    private let state = Mutex(State())
    private let mostEntries: Int

    /// - Parameter mostEntries: how many hashes all indices together may hold, 40 to 48 bytes each. One owner's index
    ///   is held even where it is larger.
    init(mostEntries: Int) {
        self.mostEntries = mostEntries
    }

    /// The owner's hashes as of these rows.
    func snapshot(of owner: Int64, _ rows: StoreSnapshot) throws -> Snapshot {
        let removals = try rows.hashRemovals(of: owner)
        let held = state.withLock { $0.snapshots[owner]?.snapshot }
        var snapshot = held.flatMap { $0.removals == removals ? $0 : nil } ?? Snapshot()
        snapshot.removals = removals
        let added = try rows.hashes(of: owner, after: snapshot.lastID)
        if snapshot.lastID == 0 {
            snapshot.index = SimilarityIndex(added.map { (id: $0.id, hash: PerceptualHash(bits: $0.phash)) })
        } else {
            for entry in added { snapshot.index.insert(id: entry.id, hash: PerceptualHash(bits: entry.phash)) }
        }
        snapshot.lastID = added.last?.id ?? snapshot.lastID
        keep(snapshot, of: owner)
        return snapshot
    }

    private func keep(_ snapshot: Snapshot, of owner: Int64) {
        state.withLock { state in
            state.uses += 1
            // Of two that looked at once, the one that saw more stays.
            if let held = state.snapshots[owner]?.snapshot,
                (held.removals, held.lastID) > (snapshot.removals, snapshot.lastID)
            {
                state.snapshots[owner]?.lastUse = state.uses
                return
            }
            state.snapshots[owner] = (snapshot, state.uses)
            var entries = state.snapshots.values.reduce(0) { $0 + $1.snapshot.index.count }
            while entries > mostEntries, state.snapshots.count > 1,
                let oldest = state.snapshots.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.snapshots[oldest.key] = nil
                entries -= oldest.value.snapshot.index.count
            }
        }
    }
}
