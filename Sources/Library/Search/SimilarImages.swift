import Dispatch
import Hashing
import Store
import Synchronization

/// An index of perceptual hashes for each owner who has asked, made from rows and brought up to date at each question.
///
/// What a question sees is what is committed, whichever process did it: in one look at the rows it reads the hashes
/// above the last id that the index has and takes out those that were removed since; it begins anew where these are more
/// than are told. Readers search a value that nobody changes. When all indices together grow over the bound, those that were asked least recently go.
///
/// Large ones are also written to files, so that after a restart, or when they had to go, they are there at once. A file
/// counts only where the rows tell what has gone since and that its last hash is what it was.
final class SimilarImages: Sendable {
    /// What a reader searches.
    struct Snapshot: Sendable {
        fileprivate var index = SimilarityIndex()
        fileprivate var lastID: Int64 = 0
        fileprivate var removals = 0
        /// How many hashes its file lacks.
        fileprivate var unwritten = 0

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
    private let files: SimilarFiles
    private let mostEntries: Int
    private let fewestWritten: Int
    /// One index is written at a time, behind everything else.
    private let lane = DispatchQueue(label: "calotype.similar", qos: .utility)

    /// - Parameters:
    ///   - folder: where indices are written; one may throw it away.
    ///   - mostEntries: how many hashes all indices together may hold, 20 to 60 bytes each. One owner's index is held
    ///     even where it is larger.
    ///   - fewestWritten: how many an index must have to be written; fewer are read from rows as quickly.
    init(in folder: String, mostEntries: Int, fewestWritten: Int) {
        files = SimilarFiles(folder: folder)
        self.mostEntries = mostEntries
        self.fewestWritten = fewestWritten
    }

    /// The owner's hashes as of these rows.
    func snapshot(of owner: Int64, _ rows: StoreSnapshot) throws -> Snapshot {
        let removals = try rows.hashRemovals(of: owner)
        let held = state.withLock { $0.snapshots[owner]?.snapshot }
        var snapshot = try held ?? written(of: owner, removals, rows) ?? Snapshot()
        try takeOut(&snapshot, upTo: removals, of: owner, rows)
        let added = try rows.hashes(of: owner, after: snapshot.lastID)
        if snapshot.lastID == 0 {
            snapshot.index = SimilarityIndex(added.map { (id: $0.id, hash: PerceptualHash(bits: $0.phash)) })
        } else {
            for entry in added { snapshot.index.insert(id: entry.id, hash: PerceptualHash(bits: entry.phash)) }
        }
        snapshot.lastID = added.last?.id ?? snapshot.lastID
        snapshot.unwritten += added.count
        if snapshot.unwritten > max(fewestWritten, snapshot.index.count / 8) {
            write(snapshot, of: owner)
            snapshot.unwritten = 0
        }
        keep(snapshot, of: owner)
        return snapshot
    }

    /// Writes what files lack. Blocks, until all that was being written is.
    func writeDown() {
        let snapshots = state.withLock { $0.snapshots }
        for (owner, held) in snapshots where held.snapshot.unwritten > 0 { write(held.snapshot, of: owner) }
        lane.sync {}
    }

    /// Forgets the files of owners who have no hashes any more. Blocks.
    func tidy(_ rows: StoreSnapshot) throws {
        try files.remove { try rows.hashes(of: $0, after: 0, limit: 1).isEmpty }
    }

    /// Takes out what went since, or all where that is not told.
    private func takeOut(_ snapshot: inout Snapshot, upTo removals: Int, of owner: Int64, _ rows: StoreSnapshot) throws
    {
        guard snapshot.removals != removals else { return }
        let gone =
            snapshot.removals < removals && snapshot.lastID > 0
            ? try rows.removedHashes(of: owner, after: snapshot.removals) : []
        if gone.count == removals - snapshot.removals {
            for id in gone { snapshot.index.remove(id: id) }
            snapshot.unwritten += gone.count
        } else {
            snapshot = Snapshot()
        }
        snapshot.removals = removals
    }

    private func write(_ snapshot: Snapshot, of owner: Int64) {
        guard snapshot.index.count >= fewestWritten else { return }
        lane.async { [files] in
            files.write(
                SimilarFiles.Entry(index: snapshot.index, lastID: snapshot.lastID, removals: snapshot.removals),
                of: owner)
        }
    }

    /// What the owner's file has, where the rows agree.
    private func written(of owner: Int64, _ removals: Int, _ rows: StoreSnapshot) throws -> Snapshot? {
        guard let entry = files.read(owner), entry.removals <= removals, entry.lastID > 0,
            let last = try rows.hashes(of: owner, after: entry.lastID - 1, limit: 1).first, last.id == entry.lastID,
            entry.index.hash(of: last.id)?.bits == last.phash
        else { return nil }
        return Snapshot(index: entry.index, lastID: entry.lastID, removals: entry.removals)
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
