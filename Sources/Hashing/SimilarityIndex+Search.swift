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
        var harvest = Harvest(radius: radius, limit: limit)
        for part in parts { part.segment.search(question, removed: part.removed, into: &harvest) }
        recent.search(question, into: &harvest)
        return harvest.inOrder()
    }

    /// Answers questions on the caller's thread, in their order.
    func matches(of questions: [Segment.Question], radius: Int, limit: Int?) -> [[Match]] {
        var harvests = questions.map { _ in Harvest(radius: radius, limit: limit) }
        for part in parts { part.segment.search(questions, removed: part.removed, into: &harvests) }
        return questions.indices.map { number in
            recent.search(questions[number], into: &harvests[number])
            return harvests[number].inOrder()
        }
    }

    /// What the search is held against: every hash looked at, all that are near sorted, the first `limit` taken.
    package func matchesByPlainScan(of query: PerceptualHash, within radius: Int, limit: Int? = nil) -> [Match] {
        var entries = OrderedEntries(capacity: count)
        for part in parts { part.appendEntries(to: &entries) }
        for place in 0..<recent.count { entries.append(id: recent.ids[place], bits: recent.hashes[place]) }
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
