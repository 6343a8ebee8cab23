/// Which positions of a segment no longer count: a bit for each, and no memory while there are none.
struct RemovedPositions: Sendable {
    private(set) var words: [UInt64] = []
    private(set) var count = 0

    init() {}

    /// Takes bits as another had them.
    init(words: [UInt64]) {
        self.words = words
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    @inline(__always)
    func contains(_ position: Int) -> Bool {
        count > 0 && words[position / 64] & 1 << UInt64(position % 64) != 0
    }

    /// - Parameter all: how many positions there are.
    /// - Returns: whether it was not there yet.
    mutating func insert(_ position: Int, of all: Int) -> Bool {
        guard !contains(position) else { return false }
        if words.isEmpty { words = [UInt64](repeating: 0, count: (all + 63) / 64) }
        words[position / 64] |= 1 << UInt64(position % 64)
        count += 1
        return true
    }

    var footprint: Int { 8 * words.count }
}
