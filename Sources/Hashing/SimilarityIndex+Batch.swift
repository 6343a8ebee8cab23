import CHamming
import Dispatch

extension SimilarityIndex {
    /// `matches(of:within:limit:plan:)` of each query, in the queries' order, on all cores.
    public func matches(
        of queries: [PerceptualHash], within radius: Int, limit: Int? = nil, plan: Plan? = nil
    ) -> Answers {
        let workers = Int(hamming_processors())
        let slice = max(1, min(1024, (queries.count + workers - 1) / workers))
        let slices = (queries.count + slice - 1) / slice
        var parts = [Answers](repeating: Answers(count: 0), count: slices)
        parts.withUnsafeMutableBufferPointer { parts in
            // Unsafe: each slice writes to a place of its own, which the compiler can't see.
            nonisolated(unsafe) let parts = parts
            DispatchQueue.concurrentPerform(iterations: slices) { number in
                let range = number * slice..<min((number + 1) * slice, queries.count)
                parts[number] = matchesOnOneThread(of: queries[range], within: radius, limit: limit, plan: plan)
            }
        }
        guard parts.count != 1 else { return parts[0] }
        var answers = Answers(count: queries.count)
        for (number, part) in parts.enumerated() { answers.put(part, at: number * slice) }
        return answers
    }

    /// The same on the caller's thread alone.
    ///
    /// Where little is looked at, queries wait for memory together. Where hashes are scanned, each block of
    /// them is tested against many queries while it is in the first cache, so the memory is read once for all of these.
    public func matchesOnOneThread(
        of queries: ArraySlice<PerceptualHash>, within radius: Int, limit: Int? = nil, plan: Plan? = nil
    ) -> Answers {
        var answers = Answers(count: queries.count)
        var scans = PendingScans(of: parts)
        var harvest = Harvest(radius: radius, limit: limit)
        var ends: [Int] = []
        for start in stride(from: queries.startIndex, to: queries.endIndex, by: Int(HAMMING_TOGETHER)) {
            let group = queries[start..<min(start + Int(HAMMING_TOGETHER), queries.endIndex)]
            if limit == nil, plan != .scan {
                let before = answers.matches.count
                ends.removeAll(keepingCapacity: true)
                let isDone = group.withUnsafeBytes { bytes in
                    searchTogether(
                        bytes.bindMemory(to: UInt64.self), within: radius, .best, places: Int(HAMMING_TOGETHER_HITS),
                        into: &answers.matches
                    ) { ends.append($0) }
                }
                if isDone {
                    answers.put(from: before, to: ends, at: start - queries.startIndex)
                    continue
                }
            }
            for place in group.indices {
                let question = Segment.Question(query: queries[place].bits, plan: plan, kernel: .best)
                if visitTables(question, &harvest, &scans) {
                    recent.search(question, into: &harvest)
                    answers.put(&harvest, at: place - queries.startIndex)
                } else {
                    scans.wait(harvest, question, at: place - queries.startIndex)
                    if scans.areMany { finish(&scans, &answers) }
                    harvest = Harvest(radius: radius, limit: limit)
                }
            }
        }
        finish(&scans, &answers)
        return answers
    }

    /// - Returns: whether that found all; if not, what is left is among the scans.
    private func visitTables(
        _ question: Segment.Question, _ harvest: inout Harvest, _ scans: inout PendingScans
    ) -> Bool {
        var isWhole = true
        for place in parts.indices where harvest.radius >= 0 {
            let done = parts[place].segment.visitTables(question, parts[place].removed, &harvest)
            guard done <= harvest.radius else { continue }
            scans.add(question, done: done, part: place)
            isWhole = false
        }
        return isWhole
    }

    private func finish(_ scans: inout PendingScans, _ answers: inout Answers) {
        scans.run(over: parts)
        for number in scans.harvests.indices {
            recent.search(scans.questions[number], into: &scans.harvests[number])
            answers.put(&scans.harvests[number], at: scans.places[number])
        }
        scans = PendingScans(of: parts)
    }
}

/// Questions that have visited all tables they could, and wait for scans that they share.
private struct PendingScans {
    var harvests: [Harvest] = []
    private(set) var questions: [Segment.Question] = []
    /// Where their answers go.
    private(set) var places: [Int] = []
    /// By segment.
    private var remainders: [[Segment.Remainder]]

    init(of parts: [SimilarityIndex.Part]) {
        remainders = [[Segment.Remainder]](repeating: [], count: parts.count)
    }

    /// Whether so many share a scan that more would not fit beside a block in the first cache.
    var areMany: Bool { harvests.count == 64 }

    /// Notes what the next question to wait needs of a segment.
    mutating func add(_ question: Segment.Question, done: Int, part: Int) {
        remainders[part].append(Segment.Remainder(number: harvests.count, question: question, done: done))
    }

    mutating func wait(_ harvest: Harvest, _ question: Segment.Question, at place: Int) {
        harvests.append(harvest)
        questions.append(question)
        places.append(place)
    }

    mutating func run(over parts: [SimilarityIndex.Part]) {
        for (part, remainders) in zip(parts, remainders) where !remainders.isEmpty {
            part.segment.scan(remainders, part.removed, &harvests)
        }
    }
}
