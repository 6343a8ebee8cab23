extension SimilarityIndex {
    /// What was found for many queries: `answers[n]` is what `matches(of:within:limit:plan:)` gives for the query at place
    /// `n`. All lie in one array, since an array for each would cost as much as a search.
    public struct Answers: RandomAccessCollection, Sendable {
        /// What was found for all queries, each one's together.
        public internal(set) var matches: [Match] = []
        private var ranges: [Range<Int>]

        init(count: Int) { ranges = [Range<Int>](repeating: 0..<0, count: count) }

        public var startIndex: Int { 0 }
        public var endIndex: Int { ranges.count }
        public subscript(place: Int) -> ArraySlice<Match> { matches[ranges[place]] }

        /// Takes what is in a harvest, and leaves it empty.
        mutating func put(_ harvest: inout Harvest, at place: Int) {
            let start = matches.count
            harvest.move(to: &matches)
            ranges[place] = start..<matches.count
        }

        /// Takes what was appended to `matches` from `start` on: up to the first of these ends for this place, and so on.
        mutating func put(from start: Int, to ends: [Int], at place: Int) {
            var start = start
            for (number, end) in ends.enumerated() {
                ranges[place + number] = start..<end
                start = end
            }
        }

        /// Takes others' as those of the places from this one on.
        mutating func put(_ others: Answers, at place: Int) {
            let moved = matches.count
            matches += others.matches
            for (number, range) in others.ranges.enumerated() {
                ranges[place + number] = range.lowerBound + moved..<range.upperBound + moved
            }
        }
    }
}
