import Atomics
import Synchronization

/// A similarity index that many threads search while others change it. Readers never wait, not even for a merge: each
/// takes the index as it was last published, an immutable value, by one atomic load. Writers take turns.
///
/// A change is published as soon as it is made, so whoever reads after `insert` has returned sees it. Publishing copies
/// the up to 1,024 recent hashes, so many at once are cheaper than one by one.
public final class SharedSimilarityIndex: Sendable {
    private let published: ManagedAtomic<Published>
    private let writers: Mutex<SimilarityIndex>

    public init(_ index: SimilarityIndex = SimilarityIndex()) {
        published = ManagedAtomic(Published(index))
        writers = Mutex(index)
    }

    /// The index as of now: a value that does not change any more. Keep it as long as one answer takes.
    public var snapshot: SimilarityIndex {
        published.load(ordering: .acquiring).index
    }

    /// Adds a hash, or replaces the one that this id had.
    public func insert(id: Int64, hash: PerceptualHash) {
        change { $0.insert(id: id, hash: hash) }
    }

    /// Adds or replaces many; readers see all of them at once.
    public func insert(contentsOf entries: some Sequence<(id: Int64, hash: PerceptualHash)>) {
        change { index in
            for entry in entries { index.insert(id: entry.id, hash: entry.hash) }
        }
    }

    /// Takes out the hash of an id; an id that is not there is no error.
    public func remove(id: Int64) {
        change { $0.remove(id: id) }
    }

    private func change(_ body: (inout SimilarityIndex) -> Void) {
        writers.withLock { index in
            body(&index)
            published.store(Published(index), ordering: .releasing)
        }
    }
}

/// A box, since an atomic holds references only.
private final class Published: AtomicReference, Sendable {
    let index: SimilarityIndex

    init(_ index: SimilarityIndex) {
        self.index = index
    }
}
