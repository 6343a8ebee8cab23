import CHamming

extension Segment {
    /// A question to a segment.
    struct Question {
        let query: UInt64
        /// Nil lets the cost decide.
        let plan: SimilarityIndex.Plan?
        let kernel: HammingKernel
    }

    /// A question whose tables have been visited as far as that was worth it: a scan finds what is left.
    struct Remainder {
        /// Which harvest is the question's.
        let number: Int
        let question: Question
        /// How many steps were done.
        let done: Int
    }

    /// Adds all that is near and not removed, until nothing more is of interest.
    func search(_ question: Question, removed: RemovedPositions, into harvest: inout Harvest) {
        guard count > 0, harvest.radius >= 0 else { return }
        let done = visitTables(question, removed, &harvest)
        if done > harvest.radius { return }
        // Handed over rather than copied, so that what it has found stays its own.
        var harvests = [harvest]
        harvest = Harvest(radius: -1, limit: nil)
        scan([Remainder(number: 0, question: question, done: done)], removed, &harvests)
        harvest = harvests[0]
    }

    /// Whether all within this radius is in one bucket of each of some tables, and these are the way to find it.
    func looksAtOneBucket(within radius: Int) -> Bool {
        guard let layout, (0..<layout.count).contains(radius) else { return false }
        return steps.cost(ofRadius: radius) < steps.cost.ofScan
    }

    @inline(__always)
    func match(at position: Int, to query: PerceptualHash) -> SimilarityIndex.Match {
        let hash = PerceptualHash(bits: hashes[position])
        return SimilarityIndex.Match(id: id(at: position), hash: hash, distance: hash.distance(to: query))
    }

    /// Goes step after step until all within the harvest's radius has been found, or a scan of the rest is cheaper.
    ///
    /// - Returns: how many steps were done; all that is nearer than so many bits has been found.
    func visitTables(_ question: Question, _ removed: RemovedPositions, _ harvest: inout Harvest) -> Int {
        guard question.plan != .scan, let lookup else { return 0 }
        var search = hamming_search()
        search.index = lookup
        search.query = question.query
        search.allowance = question.plan == .multiIndex ? .infinity : allowance(for: harvest)
        search.is_eager = harvest.isLimited ? 1 : 0
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.visitCount) { room in
            guard let start = room.baseAddress else { return }
            // With a limit, little at a time: the radius is to shrink before much is found in vain.
            let capacity = harvest.isLimited ? 64 : room.count
            repeat {
                search.radius = UInt32(harvest.radius)
                let found = hamming_search(question.kernel.rawValue, &search, start, capacity)
                if found > 0 { take(found, question, removed, start, &harvest) }
            } while search.is_over == 0 && harvest.radius >= 0
        }
        return Int(search.step)
    }

    /// What visiting tables may cost before a scan takes over.
    private func allowance(for harvest: Harvest) -> Double {
        let radius =
            harvest.isLimited
            ? min(harvest.radius, steps.cost.expectedRadius(ofNearest: harvest.limit)) : harvest.radius
        // Where hashes crowd around the query it may cost more than expected, but never much more than scanning at once.
        return steps.cost(ofRadius: radius) < steps.cost.ofScan ? 2 * steps.cost.ofScan : 0
    }

    /// Adds those of the positions, all of them near, that no step found which was done before.
    func add(
        _ found: Int, of remainder: Remainder, _ removed: RemovedPositions, _ room: UnsafeMutablePointer<UInt32>,
        _ harvest: inout Harvest
    ) {
        var found = found
        if remainder.done > 0, let lookup {
            found = hamming_unseen(lookup, remainder.question.query, UInt32(remainder.done), room, found)
        }
        take(found, remainder.question, removed, room, &harvest)
    }

    private func take(
        _ found: Int, _ question: Question, _ removed: RemovedPositions, _ room: UnsafeMutablePointer<UInt32>,
        _ harvest: inout Harvest
    ) {
        for place in 0..<found {
            let position = Int(room[place])
            if removed.contains(position) { continue }
            harvest.add(match(at: position, to: PerceptualHash(bits: question.query)))
        }
        harvest.tighten()
    }

    /// Positions that a visit writes in one call: room for them is had on the stack.
    private static let visitCount = 250
}
