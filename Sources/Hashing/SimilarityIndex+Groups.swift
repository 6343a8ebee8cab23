import CHamming

extension SimilarityIndex {
    /// The near-duplicates of the whole set: ids in one group are linked by steps of at most `radius` bits (they
    /// are the connected components), and none is within `radius` of another group.
    ///
    /// - Returns: groups of two and more; ids ascend in each, and groups by their first.
    public func groups(within radius: Int) -> [[Int64]] {
        let segment = wholeSegment()
        return segment.isCrowded && radius >= 0
            ? segment.groupsByDistinctHash(within: radius) : segment.groups(within: radius)
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

extension Segment {
    fileprivate func groups(within radius: Int) -> [[Int64]] {
        // Only roots of more than one are given a place, so that a set without duplicates costs no dictionary.
        var groups: [UInt32: [Int64]] = [:]
        for (position, root) in rootsOfGroups(within: radius).enumerated() where root != UInt32(position) {
            groups[root, default: [id(at: Int(root))]].append(id(at: position))
        }
        return groups.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }

    /// Whether so many are in one bucket, as where thousands of pictures are blank, that comparing all of them would take
    /// longer than to find those that are equal.
    fileprivate var isCrowded: Bool {
        guard let layout else { return false }
        return (0..<layout.bucketCount(0)).contains { bucket in
            let size = Int(tables[0].starts[bucket + 1] - tables[0].starts[bucket])
            return size * size > 64 * count
        }
    }

    /// The same, with each hash compared once, however many have it.
    fileprivate func groupsByDistinctHash(within radius: Int) -> [[Int64]] {
        let order = (0..<count).sorted { hashes[$0] < hashes[$1] }
        var distinct = OrderedEntries(capacity: count)
        var members: [[Int64]] = []
        for position in order {
            if hashes[position] != distinct.hashes.last {
                distinct.append(id: Int64(members.count), bits: hashes[position])
                members.append([])
            }
            members[members.count - 1].append(id(at: position))
        }
        let unlike = Segment(distinct, layout: SubstringLayout(count: members.count))
        var groups: [[Int64]] = []
        for group in unlike.groups(within: radius) {
            groups.append(group.flatMap { members[Int($0)] })
            for number in group { members[Int(number)] = [] }
        }
        groups += members.filter { $0.count > 1 }
        return groups.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
}
