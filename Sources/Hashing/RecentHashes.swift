import CHamming

/// The hashes inserted last, few enough to be scanned beside any search, in the order of ids.
///
/// A value, whose copies share a chunk: appending to one writes where the others don't look. What is not appended, since its
/// id is not the highest, makes a chunk of its own.
struct RecentHashes: Sendable {
    private var chunk: RecentChunk?
    private(set) var count = 0

    init() {}

    /// Takes ids that ascend.
    init(ids: [Int64], hashes: [UInt64]) {
        for (id, bits) in zip(ids, hashes) { _ = insert(id: id, bits: bits) }
    }

    var ids: [Int64] { chunk.map { Array(UnsafeBufferPointer(start: $0.ids, count: count)) } ?? [] }
    var hashes: [UInt64] { chunk.map { Array(UnsafeBufferPointer(start: $0.hashes, count: count)) } ?? [] }
    var footprint: Int { chunk == nil ? 0 : 16 * RecentChunk.capacity }

    func hash(of id: Int64) -> UInt64? {
        guard let chunk else { return nil }
        let place = firstPlace(notBelow: id)
        return place < count && chunk.ids[place] == id ? chunk.hashes[place] : nil
    }

    /// Whether there is no room for another.
    var isFull: Bool { count == RecentChunk.capacity }

    /// Adds where there is room.
    ///
    /// - Returns: whether the id is new here.
    mutating func insert(id: Int64, bits: UInt64) -> Bool {
        let place = firstPlace(notBelow: id)
        if place == count, let chunk, chunk.append(id: id, bits: bits, at: count) {
            count += 1
            return true
        }
        let kept = unshared()
        guard place == count || kept.ids[place] != id else {
            kept.hashes[place] = bits
            return false
        }
        guard kept.append(id: id, bits: bits, at: count) else { preconditionFailure("a full chunk is merged first") }
        for later in (place..<count).reversed() { kept.swap(later, later + 1) }
        count += 1
        return true
    }

    /// - Returns: whether it was there.
    mutating func remove(id: Int64) -> Bool {
        guard hash(of: id) != nil else { return false }
        var (ids, hashes) = (ids, hashes)
        let place = firstPlace(notBelow: id)
        ids.remove(at: place)
        hashes.remove(at: place)
        self = RecentHashes(ids: ids, hashes: hashes)
        return true
    }

    mutating func removeAll() { self = RecentHashes() }

    /// Makes the chunk this value's own.
    @discardableResult
    mutating func unshared() -> RecentChunk {
        let own = RecentChunk(copying: chunk, count: count)
        chunk = own
        return own
    }

    /// Whether both are the same but for what was appended to one.
    func isContinued(by other: Self) -> Bool { chunk != nil && chunk === other.chunk }

    /// Lets `shown` of every value that shares the chunk tell what this one has.
    func show() { chunk?.show(count) }

    /// This, and what was shown since.
    var shown: Self {
        var shown = self
        if let chunk { shown.count = max(count, chunk.shownCount) }
        return shown
    }

    /// Adds all that is near.
    func search(_ question: Segment.Question, into harvest: inout Harvest) {
        guard harvest.radius >= 0, let chunk, count > 0 else { return }
        // Unsafe: the kernel is C.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { positions in
            guard let room = positions.baseAddress else { return }
            let found = hamming_within(
                question.kernel.rawValue, chunk.hashes, count, question.query, UInt32(harvest.radius), room)
            for place in positions[..<found] {
                let hash = PerceptualHash(bits: chunk.hashes[Int(place)])
                let distance = hash.distance(to: PerceptualHash(bits: question.query))
                harvest.add(SimilarityIndex.Match(id: chunk.ids[Int(place)], hash: hash, distance: distance))
            }
        }
        harvest.tighten()
    }

    /// Appends all within a radius.
    func append(within radius: Int, of query: PerceptualHash, to matches: inout [SimilarityIndex.Match]) {
        var harvest = Harvest(radius: radius, limit: nil)
        search(Segment.Question(query: query.bits, plan: nil, kernel: .best), into: &harvest)
        harvest.move(to: &matches)
    }

    private func firstPlace(notBelow id: Int64) -> Int {
        guard let chunk, count > 0, chunk.ids[count - 1] >= id else { return count }
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if chunk.ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension RecentChunk {
    fileprivate func swap(_ one: Int, _ other: Int) {
        (ids[one], ids[other]) = (ids[other], ids[one])
        (hashes[one], hashes[other]) = (hashes[other], hashes[one])
    }
}
