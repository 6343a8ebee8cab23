import CHamming

extension SimilarityIndex {
    /// All hashes at most `radius` bits away from `query`, or the first `limit` of them, by distance, then id.
    ///
    /// A radius below 0 finds nothing, one of 64 everything.
    ///
    /// - Parameter plan: how to go about it; nil takes what is expected to be fastest.
    public func matches(
        of query: PerceptualHash, within radius: Int, limit: Int? = nil, plan: Plan? = nil
    ) -> [Match] {
        matches(of: query, within: radius, limit: limit, plan: plan, kernel: .best)
    }

    /// The `count` hashes that are nearest to `query` (all, where there are fewer), by distance, then id.
    public func nearest(to query: PerceptualHash, count: Int, plan: Plan? = nil) -> [Match] {
        matches(of: query, within: 64, limit: count, plan: plan, kernel: .best)
    }

    /// `matches(of:within:limit:plan:)` by a kernel of the caller's choice, which must be available.
    package func matches(
        of query: PerceptualHash, within radius: Int, limit: Int?, plan: Plan?, kernel: HammingKernel
    ) -> [Match] {
        let question = Segment.Question(query: query.bits, plan: plan, kernel: kernel)
        // The nearest few are first looked for where it costs little, then as far as they are to be expected: both read
        // less than a search at the whole radius, which is rarely needed then.
        if let limit, limit < count / 64, let steps = parts.first?.segment.steps {
            let expected = 1 + steps.cost.expectedRadius(ofNearest: limit)
            let cheap = steps.radius(costing: 0.1 * steps.cost.ofScan)
            for guess in Set([min(cheap, expected), expected]).sorted() where guess < radius {
                let nearest = matches(of: question, radius: guess, limit: limit)
                if nearest.count >= limit { return nearest }
            }
        }
        return matches(of: question, radius: radius, limit: limit)
    }

    private func matches(of question: Segment.Question, radius: Int, limit: Int?) -> [Match] {
        if limit == nil, question.plan != .scan {
            var matches: [Match] = []
            let isDone = withUnsafePointer(to: question.query) { query in
                searchTogether(
                    UnsafeBufferPointer(start: query, count: 1), within: radius, question.kernel, places: 120,
                    into: &matches)
            }
            if isDone { return matches }
        }
        var harvest = Harvest(radius: radius, limit: limit)
        announce(question, within: harvest.radius)
        for part in parts { part.segment.search(question, removed: part.removed, into: &harvest) }
        recent.search(question, into: &harvest)
        return harvest.inOrder()
    }

    /// Asks memory for where the search begins in each table of each segment, so that it waits for all of them at once.
    private func announce(_ question: Segment.Question, within radius: Int) {
        guard question.plan != .scan, radius >= 0 else { return }
        for part in parts {
            if let lookup = part.segment.lookup { hamming_announce_bounds(lookup, question.query, UInt32(radius)) }
        }
        for part in parts {
            if let lookup = part.segment.lookup { hamming_announce_entries(lookup, question.query, UInt32(radius)) }
        }
    }

    /// What the search is held against: every hash looked at, all that are near sorted, the first `limit` taken.
    package func matchesByPlainScan(of query: PerceptualHash, within radius: Int, limit: Int? = nil) -> [Match] {
        var entries = OrderedEntries(capacity: count)
        for part in parts { part.appendEntries(to: &entries) }
        for (id, bits) in zip(recent.ids, recent.hashes) { entries.append(id: id, bits: bits) }
        let near = zip(entries.ids, entries.hashes)
            .map { id, bits in
                let hash = PerceptualHash(bits: bits)
                return Match(id: id, hash: hash, distance: hash.distance(to: query))
            }
            .filter { $0.distance <= radius }
            .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
        return Array(near.prefix(max(0, limit ?? .max)))
    }
}
