/// What a scan in the order of ids has found so far, and how near the rest has to be to still matter.
///
/// Since ids ascend, of two matches at one distance the earlier wins. So as soon as `limit` matches lie within some
/// distance, only nearer ones are of interest: the radius shrinks while the scan goes on, and nothing is sorted but by
/// counting how many lie at each of the 65 distances there are.
struct Harvest {
    /// What is still worth finding, in bits; below 0 when nothing is.
    private(set) var radius: Int
    private let limit: Int
    private var found: [SimilarityIndex.Match] = []
    /// How many of `found` lie at each distance.
    private var countAt = [Int](repeating: 0, count: 65)

    init(radius: Int, limit: Int) {
        self.radius = limit > 0 ? min(radius, 64) : -1
        self.limit = max(0, limit)
    }

    /// Takes the next match, whose id is above all before it.
    mutating func add(_ match: SimilarityIndex.Match) {
        found.append(match)
        countAt[match.distance] += 1
    }

    /// Shrinks the radius to what can still be among the first `limit`, and drops what no longer can where that has
    /// become much: so memory is bounded by the limit, not by how many are near.
    mutating func tighten() {
        guard found.count >= limit else { return }
        var within = 0
        for distance in countAt.indices {
            within += countAt[distance]
            guard within >= limit else { continue }
            radius = min(radius, distance - 1)
            if found.count - within > limit { drop(beyond: distance) }
            return
        }
    }

    /// The first `limit` by distance, then id: a counting sort, which keeps the order of ids.
    func inOrder() -> [SimilarityIndex.Match] {
        var next = [Int](repeating: 0, count: 65)
        for distance in 1..<65 { next[distance] = next[distance - 1] + countAt[distance - 1] }
        var order = [Int](repeating: 0, count: found.count)
        for place in found.indices {
            let distance = found[place].distance
            order[next[distance]] = place
            next[distance] += 1
        }
        return order.prefix(limit).map { found[$0] }
    }

    private mutating func drop(beyond distance: Int) {
        found.removeAll { $0.distance > distance }
        for farther in countAt.indices where farther > distance { countAt[farther] = 0 }
    }
}
