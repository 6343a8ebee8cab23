/// What a search has found so far, and how near the rest has to be to still matter.
///
/// As soon as `limit` matches lie within some distance, nothing farther is of interest: the radius shrinks while the
/// search goes on. What lies at that very distance still is, since of two at one distance the lower id wins.
struct Harvest {
    /// What is still worth finding, in bits; below 0 when nothing is.
    private(set) var radius: Int
    private let mostRadius: Int
    let limit: Int
    private var found: [SimilarityIndex.Match] = []
    /// How many of `found` lie at each distance, where there is a limit.
    private var countAt: [Int]

    init(radius: Int, limit: Int?) {
        mostRadius = limit.map { $0 > 0 } ?? true ? min(radius, 64) : -1
        self.radius = mostRadius
        self.limit = max(0, limit ?? .max)
        countAt = limit == nil ? [] : [Int](repeating: 0, count: 65)
    }

    var isLimited: Bool { !countAt.isEmpty }

    /// Takes a match that was not there yet.
    mutating func add(_ match: SimilarityIndex.Match) {
        found.append(match)
        if isLimited { countAt[match.distance] += 1 }
    }

    /// Shrinks the radius to what can still be among the first `limit`, and drops what no longer can where that has become
    /// much: so memory is bounded by the limit, not by how many are near.
    mutating func tighten() {
        guard isLimited, found.count >= limit else { return }
        var within = 0
        for distance in countAt.indices {
            within += countAt[distance]
            guard within >= limit else { continue }
            radius = min(radius, distance)
            break
        }
        if found.count / 2 > limit, found.count > 2048 { keepTheFirst() }
    }

    /// The first `limit` by distance, then id.
    consuming func inOrder() -> [SimilarityIndex.Match] {
        settle()
        return found
    }

    /// Appends what `inOrder` would give, and begins anew with its memory kept.
    mutating func move(to matches: inout [SimilarityIndex.Match]) {
        settle()
        matches += found
        found.removeAll(keepingCapacity: true)
        for distance in countAt.indices { countAt[distance] = 0 }
        radius = mostRadius
    }

    private mutating func settle() {
        if isLimited { found.removeAll { $0.distance > radius } }
        found.sortByDistanceThenID()
        if found.count > limit { found.removeSubrange(limit...) }
    }

    private mutating func keepTheFirst() {
        found.sortByDistanceThenID()
        found.removeSubrange(limit...)
        countAt = [Int](repeating: 0, count: 65)
        for match in found { countAt[match.distance] += 1 }
    }
}

extension [SimilarityIndex.Match] {
    /// Counts how many lie at each of the 65 distances there are, puts each where those of its distance go, and sorts
    /// these by id: several times as fast as sorting all by both.
    mutating func sortByDistanceThenID() {
        guard count > 8 else { return sortByInsertion(in: 0..<count) { $0.isBefore($1) } }
        var ends = [Int](repeating: 0, count: 66)
        for match in self { ends[match.distance + 1] += 1 }
        for distance in 1...65 { ends[distance] += ends[distance - 1] }
        let unordered = self
        for match in unordered {
            self[ends[match.distance]] = match
            ends[match.distance] += 1
        }
        var start = 0
        for end in ends.dropLast() where end > start {
            if end - start <= 32 {
                sortByInsertion(in: start..<end) { $0.id < $1.id }
            } else {
                self[start..<end].sort { $0.id < $1.id }
            }
            start = end
        }
    }

    /// Sorts what lies from a place on.
    mutating func sortByDistanceThenID(from start: Int) {
        guard count - start > 8 else { return sortByInsertion(in: start..<count) { $0.isBefore($1) } }
        var rest = Array(self[start...])
        rest.sortByDistanceThenID()
        replaceSubrange(start..., with: rest)
    }

    @inline(__always)
    private mutating func sortByInsertion(in range: Range<Int>, _ isBefore: (Element, Element) -> Bool) {
        for place in range.dropFirst() {
            let match = self[place]
            var hole = place
            while hole > range.lowerBound, isBefore(match, self[hole - 1]) {
                self[hole] = self[hole - 1]
                hole -= 1
            }
            self[hole] = match
        }
    }
}

extension SimilarityIndex.Match {
    fileprivate func isBefore(_ other: Self) -> Bool {
        distance != other.distance ? distance < other.distance : id < other.id
    }
}
