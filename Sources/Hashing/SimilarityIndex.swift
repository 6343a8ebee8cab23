/// Hashes by id, searched exactly by Hamming distance: range and k nearest, always in the order of distance, then id.
///
/// A value: a copy costs nothing until one of the two is changed, so a reader may keep one as a snapshot and search it
/// on any thread while the original goes on. All of it is two flat arrays in the order of ids, 16 bytes a hash (up to
/// twice that after insertions, which leave room to grow).
///
/// Inserting an id above all others, as new rows have, appends; any other, and a removal, moves the entries above it,
/// 16 bytes each. docs/decisions/0030-ids-in-order.md tells why this and not a hash table.
public struct SimilarityIndex: Sendable {
    /// An entry that was found, and how far it is from what was asked.
    public struct Match: Hashable, Sendable {
        public let id: Int64
        public let hash: PerceptualHash
        /// Bits that differ from the query, 0 to 64.
        public let distance: Int

        public init(id: Int64, hash: PerceptualHash, distance: Int) {
            self.id = id
            self.hash = hash
            self.distance = distance
        }
    }

    /// Ascending, each once.
    var ids: [Int64] = []
    /// The bits of the hash of the id in the same place.
    var hashes: [UInt64] = []

    public init() {}

    /// Takes entries in any order, fastest where ids ascend; of several with one id the last counts.
    public init(_ entries: some Sequence<(id: Int64, hash: PerceptualHash)>) {
        var late: [(id: Int64, hash: PerceptualHash)] = []
        ids.reserveCapacity(entries.underestimatedCount)
        hashes.reserveCapacity(entries.underestimatedCount)
        for entry in entries {
            if let last = ids.last, entry.id <= last {
                late.append(entry)
            } else {
                ids.append(entry.id)
                hashes.append(entry.hash.bits)
            }
        }
        if !late.isEmpty { merge(late) }
    }

    /// How many hashes there are.
    public var count: Int { ids.count }

    /// Adds a hash, or replaces the one that this id had.
    public mutating func insert(id: Int64, hash: PerceptualHash) {
        let place = firstPlace(notBelow: id)
        if place < ids.count, ids[place] == id {
            hashes[place] = hash.bits
        } else {
            ids.insert(id, at: place)
            hashes.insert(hash.bits, at: place)
        }
    }

    /// Takes out the hash of an id; an id that is not there is no error.
    public mutating func remove(id: Int64) {
        let place = firstPlace(notBelow: id)
        guard place < ids.count, ids[place] == id else { return }
        ids.remove(at: place)
        hashes.remove(at: place)
    }

    /// Where `id` is, or would be inserted.
    private func firstPlace(notBelow id: Int64) -> Int {
        if let last = ids.last, last < id { return ids.count }
        var low = 0
        var high = ids.count
        while low < high {
            let middle = low + (high - low) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Brings in entries that came out of order, each of which came after any with the same id that stands.
    private mutating func merge(_ late: [(id: Int64, hash: PerceptualHash)]) {
        let standing = zip(ids, hashes).map { (id: $0, bits: $1) }
        let all = standing + late.map { (id: $0.id, bits: $0.hash.bits) }
        let order = all.indices.sorted { (all[$0].id, $0) < (all[$1].id, $1) }
        ids.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        for place in order {
            if ids.last == all[place].id {
                hashes[hashes.count - 1] = all[place].bits
            } else {
                ids.append(all[place].id)
                hashes.append(all[place].bits)
            }
        }
    }
}
