import CHamming

extension Segment {
    /// A question to a segment.
    struct Question {
        let query: UInt64
        /// Nil lets the cost decide.
        let plan: SimilarityIndex.Plan?
        let kernel: HammingKernel
    }

    /// Adds all that is near and not removed, until nothing more is of interest.
    func search(_ question: Question, removed: RemovedPositions, into harvest: inout Harvest) {
        guard count > 0, harvest.radius >= 0 else { return }
        // Unsafe: the kernels are C, and write positions into room of ours. It is small enough for the first cache.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.roomForPositions) { room in
            // Rebound once, since each use of the buffer's base is an optional.
            guard let room = room.baseAddress else { return }
            var visited: Visits?
            if let layout, question.plan != .scan {
                let visits = visitTables(layout, question, removed, room, &harvest)
                if visits.isComplete { return }
                visited = visits
            }
            scan(question, after: visited, removed, room, &harvest)
        }
    }

    /// How far the tables have been visited: those before `table` up to `shell` bits, the others up to one less.
    private struct Visits {
        var table = 0
        var shell = 0
        /// Whether nothing of interest is left.
        var isComplete = false
    }

    /// Visits buckets shell after shell, table after table, until all within the harvest's radius has been found or a
    /// scan of the rest is cheaper. After table `t` of shell `s` all within `t + s * tables` bits has been found: what
    /// differs from the query in so few bits differs in at most `s` of them in one of the tables visited that far.
    private func visitTables(
        _ layout: SubstringLayout, _ question: Question, _ removed: RemovedPositions,
        _ room: UnsafeMutablePointer<UInt32>, _ harvest: inout Harvest
    ) -> Visits {
        let cost = SearchCost(count: count)
        let allowance = question.plan == .multiIndex ? .infinity : allowance(for: harvest, layout, cost)
        var spent = 0.0
        var visits = Visits()
        while visits.table + visits.shell * layout.count <= harvest.radius {
            guard let shell = layout.shell(visits.shell, ofTable: visits.table) else { return visits }
            let expected = cost.expectedEntries(layout, visits.table, visits: shell.range.count)
            guard spent + cost.ofVisits(shell.range.count, entries: expected) <= allowance else { return visits }
            let seen = visit(layout, shell.masks, shell.range, visits, question, removed, room, &harvest)
            spent += cost.ofVisits(shell.range.count, entries: Double(seen))
            visits.table += 1
            if visits.table == layout.count { (visits.table, visits.shell) = (0, visits.shell + 1) }
        }
        visits.isComplete = true
        return visits
    }

    /// What visiting tables may cost before a scan takes over.
    private func allowance(for harvest: Harvest, _ layout: SubstringLayout, _ cost: SearchCost) -> Double {
        let scan = cost.ofScan
        let radius =
            harvest.isLimited
            ? min(harvest.radius, cost.expectedRadius(ofNearest: harvest.limit)) : harvest.radius
        // Where hashes crowd around the query it may cost more than expected, but never much more than scanning at once.
        if cost.ofTables(layout, radius: radius) < scan { return 2 * scan }
        // Where there is a limit the nearest may be nearer than expected; a fifth is risked on that.
        return harvest.isLimited ? 0.2 * scan : 0
    }

    /// Visits one shell of one table; returns how many entries were looked at.
    private func visit(
        _ layout: SubstringLayout, _ masks: [UInt32], _ shell: Range<Int>, _ visits: Visits, _ question: Question,
        _ removed: RemovedPositions, _ room: UnsafeMutablePointer<UInt32>, _ harvest: inout Harvest
    ) -> Int {
        masks.withUnsafeBufferPointer { masks in
            var probe = hamming_probe()
            probe.table = tables[visits.table]
            probe.substring = layout.substrings[visits.table]
            probe.query = question.query
            probe.bucket = hamming_bucket(probe.substring, question.query)
            probe.masks = masks.baseAddress?.advanced(by: shell.lowerBound)
            probe.mask_count = shell.count
            while probe.next_mask < probe.mask_count, harvest.radius >= visits.shell {
                probe.budget = UInt32(harvest.radius - visits.shell)
                // With a limit, little at a time: the radius is to shrink before much is found in vain.
                let capacity = harvest.isLimited ? 64 : Self.roomForPositions
                let found = hamming_probe(question.kernel.rawValue, &probe, room, capacity)
                settle(found, in: probe.table, after: visits, question, removed, room, &harvest)
            }
            return probe.seen
        }
    }

    /// Reads all hashes; adds what is near and was not found on visits before.
    private func scan(
        _ question: Question, after visits: Visits?, _ removed: RemovedPositions,
        _ room: UnsafeMutablePointer<UInt32>, _ harvest: inout Harvest
    ) {
        var start = 0
        var step = harvest.isLimited ? 64 : Self.roomForPositions
        while start < count, harvest.radius >= 0 {
            let end = min(start + step, count)
            let found = hamming_within(
                question.kernel.rawValue, hashes + start, end - start, question.query, UInt32(harvest.radius), room)
            for place in 0..<found { room[place] += UInt32(start) }
            if let visits, let table = tables.first {
                settle(found, in: table, after: visits, question, removed, room, &harvest)
            } else {
                take(found, question, removed, room, &harvest)
            }
            start = end
            step = min(2 * step, Self.roomForPositions)
        }
    }

    /// Adds those of the entries that are near and new.
    private func settle(
        _ found: Int, in table: hamming_table, after visits: Visits, _ question: Question,
        _ removed: RemovedPositions, _ room: UnsafeMutablePointer<UInt32>, _ harvest: inout Harvest
    ) {
        guard found > 0, let layout else { return }
        let settled = withUnsafePointer(to: table) { table in
            withUnsafePointer(to: layout.cut) { cut in
                hamming_settle(
                    question.kernel.rawValue, table, cut, hashes, count, question.query, UInt32(harvest.radius),
                    UInt32(visits.table), UInt32(visits.shell), room, found)
            }
        }
        take(settled, question, removed, room, &harvest)
    }

    private func take(
        _ found: Int, _ question: Question, _ removed: RemovedPositions, _ room: UnsafeMutablePointer<UInt32>,
        _ harvest: inout Harvest
    ) {
        guard found > 0 else { return }
        for place in 0..<found {
            let position = Int(room[place])
            if removed.contains(position) { continue }
            let hash = PerceptualHash(bits: hashes[position])
            let distance = hash.distance(to: PerceptualHash(bits: question.query))
            harvest.add(SimilarityIndex.Match(id: id(at: position), hash: hash, distance: distance))
        }
        harvest.tighten()
    }

    /// Positions that a kernel may write in one call, and hashes that a scan reads in one.
    private static let roomForPositions = 2048
}
