import CHamming

extension SimilarityIndex {
    /// Appends all within `radius` of some queries (up to `HAMMING_TOGETHER`), each one's in order, where that is so small a
    /// radius that each looks at one bucket of some tables. They wait for memory together, and a single query for all its
    /// buckets at once.
    ///
    /// - Parameters:
    ///   - places: how much may be found on the way.
    ///   - ended: is given the count of matches after each query.
    /// - Returns: whether it did; nothing is appended where that is not the plan, or too much is in those buckets.
    func searchTogether(
        _ queries: UnsafeBufferPointer<UInt64>, within radius: Int, _ kernel: HammingKernel, places: Int,
        into matches: inout [Match], _ ended: (Int) -> Void = { _ in }
    ) -> Bool {
        guard parts.count == 1, let part = parts.first, part.segment.looksAtOneBucket(within: radius) else {
            return false
        }
        let segment = part.segment
        // Unsafe: the kernel is C.
        return withUnsafeTemporaryAllocation(of: hamming_hit.self, capacity: places) { hits in
            let found = hamming_search_together(
                kernel.rawValue, segment.lookup, queries.baseAddress, queries.count, UInt32(radius), hits.baseAddress,
                hits.count)
            guard found < HAMMING_TOO_MANY else { return false }
            var next = 0
            for (number, bits) in queries.enumerated() {
                let start = matches.count
                let query = PerceptualHash(bits: bits)
                while next < found, hits[next].query == number {
                    let position = Int(hits[next].position)
                    if !part.removed.contains(position) { matches.append(segment.match(at: position, to: query)) }
                    next += 1
                }
                if recent.count > 0 { recent.append(within: radius, of: query, to: &matches) }
                if matches.count > start + 1 { matches.sortByDistanceThenID(from: start) }
                ended(matches.count)
            }
            return true
        }
    }
}
