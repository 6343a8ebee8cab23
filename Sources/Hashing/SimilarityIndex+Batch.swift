import CHamming
import Dispatch

extension SimilarityIndex {
    /// `matches(of:within:limit:plan:)` of each query, in the queries' order, on all cores.
    ///
    /// Where hashes are scanned, each block of them is tested against many queries while it is in the first cache, so the
    /// memory is read once for all of these.
    public func matches(
        of queries: [PerceptualHash], within radius: Int, limit: Int? = nil, plan: Plan? = nil
    ) -> [[Match]] {
        let workers = Int(hamming_processors())
        let slice = max(1, min(64, (queries.count + workers - 1) / workers))
        let slices = (queries.count + slice - 1) / slice
        var answers = [[Match]](repeating: [], count: queries.count)
        answers.withUnsafeMutableBufferPointer { answers in
            // Unsafe: each slice writes to places of its own, which the compiler can't see.
            nonisolated(unsafe) let answers = answers
            DispatchQueue.concurrentPerform(iterations: slices) { number in
                let range = number * slice..<min((number + 1) * slice, queries.count)
                let found = matchesOnOneThread(of: queries[range], within: radius, limit: limit, plan: plan)
                for (place, matches) in zip(range, found) { answers[place] = matches }
            }
        }
        return answers
    }

    /// The same on the caller's thread alone.
    public func matchesOnOneThread(
        of queries: ArraySlice<PerceptualHash>, within radius: Int, limit: Int? = nil, plan: Plan? = nil
    ) -> [[Match]] {
        let questions = queries.map { Segment.Question(query: $0.bits, plan: plan, kernel: .best) }
        return matches(of: questions, radius: radius, limit: limit)
    }
}
