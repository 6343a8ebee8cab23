import Atomics

/// Room for the hashes that are inserted last. It only ever grows at its end, so those who read what was there when they
/// looked need no copy of it while others append.
///
/// Unchecked: a place is written once, by the one who reserved it, and read only by those to whom its number was told since.
final class RecentChunk: @unchecked Sendable {
    static let capacity = 1024

    let ids = UnsafeMutablePointer<Int64>.allocate(capacity: capacity)
    let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    private let reserved = ManagedAtomic(0)
    private let shown = ManagedAtomic(0)

    /// Takes what another had in its first places.
    init(copying other: RecentChunk?, count: Int) {
        if let other, count > 0 {
            ids.initialize(from: other.ids, count: count)
            hashes.initialize(from: other.hashes, count: count)
        }
        reserved.store(count, ordering: .relaxed)
        shown.store(count, ordering: .relaxed)
    }

    deinit {
        ids.deallocate()
        hashes.deallocate()
    }

    /// Writes at the end, where that is still at `count`; returns whether it was.
    func append(id: Int64, bits: UInt64, at count: Int) -> Bool {
        guard count < Self.capacity,
            reserved.compareExchange(expected: count, desired: count + 1, ordering: .relaxed).exchanged
        else { return false }
        ids[count] = id
        hashes[count] = bits
        return true
    }

    /// Tells whoever asks how many count, beginning with this moment.
    func show(_ count: Int) { shown.store(count, ordering: .releasing) }

    var shownCount: Int { shown.load(ordering: .acquiring) }
}
