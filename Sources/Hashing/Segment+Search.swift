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

    /// The same for many questions: what is to be scanned is scanned for all of them, a block of hashes at a time.
    func search(_ questions: [Question], removed: RemovedPositions, into harvests: inout [Harvest]) {
        guard count > 0 else { return }
        var rest: [Remainder] = []
        for (number, question) in questions.enumerated() where harvests[number].radius >= 0 {
            let done = visitTables(question, removed, &harvests[number])
            if done <= harvests[number].radius {
                rest.append(Remainder(number: number, question: question, done: done))
            }
        }
        if !rest.isEmpty { scan(rest, removed, &harvests) }
    }

    /// Goes step after step until all within the harvest's radius has been found, or a scan of the rest is cheaper.
    ///
    /// - Returns: how many steps were done; all that is nearer than so many bits has been found.
    private func visitTables(_ question: Question, _ removed: RemovedPositions, _ harvest: inout Harvest) -> Int {
        guard question.plan != .scan, !steps.steps.isEmpty else { return 0 }
        let allowance = question.plan == .multiIndex ? .infinity : allowance(for: harvest)
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.visitCount) { room in
            var spent = 0.0
            var done = 0
            while done <= harvest.radius, done < steps.steps.count {
                let step = steps.steps[done]
                guard spent + step.cost <= allowance else { break }
                let seen = visit(step, number: done, question, removed, room, &harvest)
                spent += steps.cost.ofVisits(step.masks.count, entries: Double(seen))
                done += 1
            }
            return done
        }
    }

    /// What visiting tables may cost before a scan takes over.
    private func allowance(for harvest: Harvest) -> Double {
        let radius =
            harvest.isLimited
            ? min(harvest.radius, steps.cost.expectedRadius(ofNearest: harvest.limit)) : harvest.radius
        // Where hashes crowd around the query it may cost more than expected, but never much more than scanning at once.
        return steps.cost(ofRadius: radius) < steps.cost.ofScan ? 2 * steps.cost.ofScan : 0
    }

    /// Does one step; returns how many entries were looked at.
    private func visit(
        _ step: SearchSteps.Step, number: Int, _ question: Question, _ removed: RemovedPositions,
        _ room: UnsafeMutableBufferPointer<UInt32>, _ harvest: inout Harvest
    ) -> Int {
        guard let layout, let start = room.baseAddress else { return 0 }
        var probe = hamming_probe()
        probe.table = tables[step.table]
        probe.substring = layout.substrings[step.table]
        probe.query = question.query
        probe.bucket = hamming_bucket(probe.substring, question.query)
        probe.masks = step.masks.baseAddress
        probe.mask_count = step.masks.count
        // With a limit, little at a time: the radius is to shrink before much is found in vain.
        let capacity = harvest.isLimited ? 64 : room.count
        while probe.next_mask < probe.mask_count, harvest.radius >= step.shell {
            probe.budget = UInt32(harvest.radius - step.shell)
            let found = hamming_probe(question.kernel.rawValue, &probe, start, capacity)
            if found > 0 { settle(found, in: probe.table, step: number, question, removed, start, &harvest) }
        }
        return probe.seen
    }

    /// Adds those of the positions that are near and that no step found which was done before.
    func add(
        _ found: Int, of remainder: Remainder, _ removed: RemovedPositions, _ room: UnsafeMutablePointer<UInt32>,
        _ harvest: inout Harvest
    ) {
        if remainder.done > 0, let table = tables.first {
            settle(found, in: table, step: remainder.done, remainder.question, removed, room, &harvest)
        } else {
            take(found, remainder.question, removed, room, &harvest)
        }
    }

    /// Adds those of the entries that are near and that no step before this one found.
    private func settle(
        _ found: Int, in table: hamming_table, step: Int, _ question: Question, _ removed: RemovedPositions,
        _ room: UnsafeMutablePointer<UInt32>, _ harvest: inout Harvest
    ) {
        guard let layout else { return }
        let (shell, number) = step.quotientAndRemainder(dividingBy: layout.count)
        let settled = withUnsafePointer(to: table) { table in
            withUnsafePointer(to: layout.cut) { cut in
                hamming_settle(
                    question.kernel.rawValue, table, cut, hashes, count, question.query, UInt32(harvest.radius),
                    UInt32(number), UInt32(shell), room, found)
            }
        }
        if settled > 0 { take(settled, question, removed, room, &harvest) }
    }

    private func take(
        _ found: Int, _ question: Question, _ removed: RemovedPositions, _ room: UnsafeMutablePointer<UInt32>,
        _ harvest: inout Harvest
    ) {
        for place in 0..<found {
            let position = Int(room[place])
            if removed.contains(position) { continue }
            let hash = PerceptualHash(bits: hashes[position])
            let distance = hash.distance(to: PerceptualHash(bits: question.query))
            harvest.add(SimilarityIndex.Match(id: id(at: position), hash: hash, distance: distance))
        }
        harvest.tighten()
    }

    /// Positions that a visit writes in one call: room for them is had on the stack.
    private static let visitCount = 250
}
