import CHamming

/// The hashes inserted last, few enough to be scanned beside any search, in the order of ids.
struct RecentHashes: Sendable {
    private(set) var ids: [Int64] = []
    private(set) var hashes: [UInt64] = []

    init() {}

    /// Takes ids that ascend.
    init(ids: [Int64], hashes: [UInt64]) {
        self.ids = ids
        self.hashes = hashes
    }

    var count: Int { ids.count }

    func hash(of id: Int64) -> UInt64? {
        let place = firstPlace(notBelow: id)
        return place < ids.count && ids[place] == id ? hashes[place] : nil
    }

    /// - Returns: whether the id is new here.
    mutating func insert(id: Int64, bits: UInt64) -> Bool {
        let place = firstPlace(notBelow: id)
        if place < ids.count, ids[place] == id {
            hashes[place] = bits
            return false
        }
        ids.insert(id, at: place)
        hashes.insert(bits, at: place)
        return true
    }

    /// - Returns: whether it was there.
    mutating func remove(id: Int64) -> Bool {
        let place = firstPlace(notBelow: id)
        guard place < ids.count, ids[place] == id else { return false }
        ids.remove(at: place)
        hashes.remove(at: place)
        return true
    }

    mutating func removeAll() {
        ids.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
    }

    /// Adds all that is near.
    func search(_ question: Segment.Question, into harvest: inout Harvest) {
        guard harvest.radius >= 0, !ids.isEmpty else { return }
        // Unsafe: the kernel is C.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { positions in
            guard let room = positions.baseAddress else { return }
            let found = hamming_within(
                question.kernel.rawValue, hashes, count, question.query, UInt32(harvest.radius), room)
            for place in positions[..<found] {
                let hash = PerceptualHash(bits: hashes[Int(place)])
                let distance = hash.distance(to: PerceptualHash(bits: question.query))
                harvest.add(SimilarityIndex.Match(id: ids[Int(place)], hash: hash, distance: distance))
            }
        }
        harvest.tighten()
    }

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
}
