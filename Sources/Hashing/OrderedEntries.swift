/// Ids and hashes on their way into a segment: appended in any order, then put into that of ids, each once.
struct OrderedEntries {
    private(set) var ids: [Int64] = []
    private(set) var hashes: [UInt64] = []
    private var ascend = true

    init(capacity: Int) {
        ids.reserveCapacity(capacity)
        hashes.reserveCapacity(capacity)
    }

    mutating func append(id: Int64, bits: UInt64) {
        if let last = ids.last, id <= last { ascend = false }
        ids.append(id)
        hashes.append(bits)
    }

    /// Puts them in order; of several with one id the one appended last stays.
    mutating func settle() {
        guard !ascend else { return }
        let order = ids.indices.sorted { one, other in
            ids[one] != ids[other] ? ids[one] < ids[other] : one < other
        }
        var settled = OrderedEntries(capacity: ids.count)
        for (rank, place) in order.enumerated() {
            if rank + 1 < order.count, ids[order[rank + 1]] == ids[place] { continue }
            settled.append(id: ids[place], bits: hashes[place])
        }
        self = settled
    }
}

extension Segment {
    /// Takes entries that have been put in order.
    convenience init(_ entries: OrderedEntries, layout: SubstringLayout?, mayHavePlanes: Bool = true) {
        self.init(ids: entries.ids, hashes: entries.hashes, layout: layout, mayHavePlanes: mayHavePlanes)
    }
}
