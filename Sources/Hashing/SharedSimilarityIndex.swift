import Atomics
import Synchronization

/// A similarity index that many threads search while others change it. Readers never wait, not even for a merge: each
/// takes the index as it was last published, an immutable value, by one atomic load. Writers take turns.
///
/// A change is published as soon as it is made, so whoever reads after `insert` has returned sees it. A new hash with the
/// highest id is written beside the others and counted, nothing more; every thousandth, a replaced one and a removal cost a
/// new value.
public final class SharedSimilarityIndex: Sendable {
    private let published: ManagedAtomic<Published>
    private let writers: Mutex<SimilarityIndex>

    public init(_ index: SimilarityIndex = SimilarityIndex()) {
        var own = index
        own.ownRecent()
        published = ManagedAtomic(Published(own))
        writers = Mutex(own)
    }

    /// The index as of now: a value that does not change any more. Keep it as long as one answer takes.
    public var snapshot: SimilarityIndex {
        published.load(ordering: .acquiring).index.withShown
    }

    /// Adds a hash, or replaces the one that this id had.
    public func insert(id: Int64, hash: PerceptualHash) {
        insert(contentsOf: CollectionOfOne((id: id, hash: hash)))
    }

    /// Adds or replaces many; readers see all of them at once.
    public func insert(contentsOf entries: some Sequence<(id: Int64, hash: PerceptualHash)>) {
        writers.withLock { index in
            var isContinued = true
            for entry in entries where !index.append(id: entry.id, hash: entry.hash) { isContinued = false }
            if isContinued { index.showRecent() } else { publish(&index) }
        }
    }

    /// Takes out the hash of an id; an id that is not there is no error.
    public func remove(id: Int64) {
        writers.withLock { index in
            index.remove(id: id)
            publish(&index)
        }
    }

    /// Who still has the value before must not be shown what is appended to this one.
    private func publish(_ index: inout SimilarityIndex) {
        index.ownRecent()
        published.store(Published(index), ordering: .releasing)
    }
}

/// A box, since an atomic holds references only.
private final class Published: AtomicReference, Sendable {
    let index: SimilarityIndex

    init(_ index: SimilarityIndex) {
        self.index = index
    }
}
