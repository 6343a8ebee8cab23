extension SimilarityIndex {
    /// All hashes at most `radius` bits away from `query`, or the first `limit` of them, by distance, then id.
    ///
    /// Reads every hash once, whatever is asked. A radius below 0 finds nothing, one of 64 everything.
    public func matches(of query: PerceptualHash, within radius: Int, limit: Int? = nil) -> [Match] {
        matches(of: query, within: radius, limit: limit, kernel: .best)
    }

    /// The `count` hashes that are nearest to `query` (all, where there are fewer), by distance, then id.
    public func nearest(to query: PerceptualHash, count: Int) -> [Match] {
        matches(of: query, within: 64, limit: count, kernel: .best)
    }

    /// `matches(of:within:limit:)` by a kernel of the caller's choice, which must be available.
    package func matches(
        of query: PerceptualHash, within radius: Int, limit: Int?, kernel: HammingKernel
    ) -> [Match] {
        var harvest = Harvest(radius: radius, limit: limit ?? .max)
        // Unsafe: the kernels are C, and take a block of hashes and room for as many positions. Blocks are small enough
        // for that room to stay in the first cache, and where there is a limit the first are smaller still, so that the
        // radius shrinks before much is found in vain.
        hashes.withUnsafeBufferPointer { hashes in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.blockCount) { positions in
                var start = 0
                var step = limit == nil ? Self.blockCount : 64
                while start < hashes.count, harvest.radius >= 0 {
                    let end = min(start + step, hashes.count)
                    let block = UnsafeBufferPointer(rebasing: hashes[start..<end])
                    let found = kernel.positions(
                        of: query.bits, within: harvest.radius, in: block, into: positions)
                    for position in positions[..<found] {
                        let place = start + Int(position)
                        let hash = PerceptualHash(bits: hashes[place])
                        harvest.add(Match(id: ids[place], hash: hash, distance: hash.distance(to: query)))
                    }
                    harvest.tighten()
                    start = end
                    step = min(2 * step, Self.blockCount)
                }
            }
        }
        return harvest.inOrder()
    }

    /// What the search is held against: every hash looked at, all that are near sorted, the first `limit` taken.
    package func matchesByPlainScan(of query: PerceptualHash, within radius: Int, limit: Int? = nil) -> [Match] {
        let near = zip(ids, hashes)
            .map { id, bits in
                let hash = PerceptualHash(bits: bits)
                return Match(id: id, hash: hash, distance: hash.distance(to: query))
            }
            .filter { $0.distance <= radius }
            .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
        return Array(near.prefix(max(0, limit ?? .max)))
    }

    /// Hashes in one call of a kernel, at most.
    private static let blockCount = 2048
}
