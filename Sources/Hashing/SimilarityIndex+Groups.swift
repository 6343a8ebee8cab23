extension SimilarityIndex {
    /// The near-duplicates of the whole set: ids in one group are linked by steps of at most `radius` bits (they
    /// are the connected components), and none is within `radius` of another group.
    ///
    /// - Returns: groups of two and more; ids ascend in each, and groups by their first.
    public func groups(within radius: Int) -> [[Int64]] {
        let segment = wholeSegment()
        let roots = segment.rootsOfGroups(within: radius)
        // Only roots of more than one are given a place, so that a set without duplicates costs no dictionary.
        var groups: [UInt32: [Int64]] = [:]
        for (position, root) in roots.enumerated() where root != UInt32(position) {
            groups[root, default: [segment.id(at: Int(root))]].append(segment.id(at: position))
        }
        return groups.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }

    /// All that counts, in one segment.
    private func wholeSegment() -> Segment {
        if parts.count == 1, recent.count == 0, parts[0].removed.count == 0 { return parts[0].segment }
        var ordered = OrderedEntries(capacity: count)
        for part in parts { part.appendEntries(to: &ordered) }
        for (id, bits) in zip(recent.ids, recent.hashes) { ordered.append(id: id, bits: bits) }
        ordered.settle()
        return Segment(ordered, layout: SubstringLayout(count: count))
    }
}
