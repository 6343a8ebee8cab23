import Hashing
import Testing

/// The engine against brute force, on clustered corpora, since among uniform hashes there is nothing to find.
@Suite("whatever plan, kernel and cut, the answer is brute force's")
struct SearchPropertyTests {
    @Test("10,000 questions of mixed radius and number while hashes come and go", arguments: 0..<10)
    func mixed(round: Int) {
        var random = SplitMix64(seed: UInt64(round))
        // Sizes below, at and above those where tables begin and segments merge.
        let count = [0, 300, 999, 1_001, 1_500, 5_000, 8_001, 10_000, 12_000, 20_000][round]
        let corpus = Corpus.clustered(seed: UInt64(100 + round), centres: 40, each: 600)
        let start = corpus.prefix(count)
        var index = SimilarityIndex(start)
        var truth = Truth(start)
        for question in 0..<1000 {
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                change(&index, &truth, corpus, &random)
            }
            let query = PerceptualHash(
                bits: corpus[Int.random(in: 0..<corpus.count, using: &random)].hash.bits ^ (1 << (random.next() % 64)))
            let radius = Int.random(in: 0...20, using: &random)
            let limit = Bool.random(using: &random) ? nil : Int.random(in: 0...50, using: &random)
            let plan = ([nil] + SimilarityIndex.Plan.allCases).randomElement(using: &random) ?? nil
            let kernel = HammingKernel.available.randomElement(using: &random) ?? .portable
            let expected = truth.matches(of: query, within: radius, limit: limit)
            let found = index.matches(of: query, within: radius, limit: limit, plan: plan, kernel: kernel)
            #expect(index.count == truth.count)
            guard found == expected else {
                Issue.record("round \(round), question \(question): \(radius) \(String(describing: limit)) \(kernel)")
                return
            }
        }
    }

    @Test("above 400,000 too, where other cuts are made and hashes are scanned as they lie")
    func large() {
        var random = SplitMix64(seed: 200)
        // An eighth of the bits turned on average, all at once: bit by bit it takes seconds in a debug build.
        var middle: UInt64 = 0
        let corpus = (1...401_000).map { id in
            if id % 100 == 1 { middle = random.next() }
            let turned = random.next() & random.next() & random.next()
            return (id: Int64(id), hash: PerceptualHash(bits: middle ^ turned))
        }
        var index = SimilarityIndex(corpus)
        // By id less one; brute force over arrays, since a dictionary of so many takes too long in a debug build.
        var bits = corpus.map(\.hash.bits)
        var isThere = [Bool](repeating: true, count: bits.count)
        for question in 0..<40 {
            for _ in 0..<Int.random(in: 0...200, using: &random) {
                let hash = corpus[Int.random(in: 0..<corpus.count, using: &random)].hash
                bits.append(hash.bits)
                isThere.append(true)
                index.insert(id: Int64(bits.count), hash: hash)
                let gone = Int.random(in: 0..<bits.count, using: &random)
                isThere[gone] = false
                index.remove(id: Int64(gone + 1))
            }
            let query = corpus[Int.random(in: 0..<corpus.count, using: &random)].hash.bits ^ (1 << (random.next() % 64))
            let radius = Int.random(in: 0...18, using: &random)
            let limit = Bool.random(using: &random) ? nil : Int.random(in: 0...50, using: &random)
            let plan = ([nil] + SimilarityIndex.Plan.allCases).randomElement(using: &random) ?? nil
            let kernel = HammingKernel.available.randomElement(using: &random) ?? .portable
            let expected = Self.bruteForce(bits, isThere, query, radius, limit)
            let found = index.matches(
                of: PerceptualHash(bits: query), within: radius, limit: limit, plan: plan, kernel: kernel)
            guard found == expected else {
                Issue.record("question \(question): \(radius) \(String(describing: limit)) \(kernel)")
                return
            }
        }
        #expect(index.count == isThere.count { $0 })
    }

    private static func bruteForce(
        _ bits: [UInt64], _ isThere: [Bool], _ query: UInt64, _ radius: Int, _ limit: Int?
    ) -> [SimilarityIndex.Match] {
        var near: [SimilarityIndex.Match] = []
        var place = 0
        // `for` takes several times as long in a debug build.
        bits.withUnsafeBufferPointer { bits in
            while place < bits.count {
                let distance = (bits[place] ^ query).nonzeroBitCount
                if distance <= radius, isThere[place] {
                    near.append(
                        SimilarityIndex.Match(
                            id: Int64(place + 1), hash: PerceptualHash(bits: bits[place]), distance: distance))
                }
                place += 1
            }
        }
        near.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.id < $1.id }
        return Array(near.prefix(limit ?? .max))
    }

    /// Mostly new ids that ascend, as rows have; sometimes old ones again, and removals.
    private func change(
        _ index: inout SimilarityIndex, _ truth: inout Truth,
        _ corpus: [(id: Int64, hash: PerceptualHash)], _ random: inout SplitMix64
    ) {
        let hash = corpus[Int.random(in: 0..<corpus.count, using: &random)].hash
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<6:
            let id = truth.highest + 1
            index.insert(id: id, hash: hash)
            truth.insert(id: id, hash: hash)
        case 6..<7:
            let id = Int64.random(in: 1...truth.highest + 1, using: &random)
            index.insert(id: id, hash: hash)
            truth.insert(id: id, hash: hash)
        default:
            let id = Int64.random(in: 1...truth.highest + 1, using: &random)
            index.remove(id: id)
            truth.remove(id: id)
        }
    }

    @Test("every cut into substrings finds the same", arguments: 3...8)
    func cuts(substringCount: Int) {
        let corpus = Corpus.clustered(seed: 21, centres: 30, each: 100)
        let index = SimilarityIndex(corpus, substringCount: substringCount)
        for number in stride(from: 0, to: corpus.count, by: 151) {
            let query = corpus[number].hash
            for radius in [0, 1, 4, 7, 11, 15] {
                let expected = index.matchesByPlainScan(of: query, within: radius)
                for kernel in HammingKernel.available {
                    let found = index.matches(of: query, within: radius, limit: nil, plan: .multiIndex, kernel: kernel)
                    #expect(found == expected, "radius \(radius), \(kernel)")
                    let first = index.matches(of: query, within: 64, limit: 9, plan: .multiIndex, kernel: kernel)
                    #expect(first == index.matchesByPlainScan(of: query, within: 64, limit: 9))
                }
            }
        }
    }

    @Test("ids as far apart as integers can be are kept")
    func extremeIDs() {
        let corpus = Corpus.clustered(seed: 5, centres: 100, each: 100)
        var index = SimilarityIndex(corpus + [(id: .min, hash: corpus[0].hash), (id: .max, hash: corpus[0].hash)])
        let found = index.matches(of: corpus[0].hash, within: 0)
        #expect(found.first?.id == .min)
        #expect(found.last?.id == .max)
        index.remove(id: .min)
        index.remove(id: .max)
        #expect(index.count == corpus.count)
        #expect(
            index.matches(of: corpus[0].hash, within: 9)
                == SimilarityIndex(corpus).matches(of: corpus[0].hash, within: 9))
    }

    @Test("a library that is one picture over and over is searched exactly, by any plan")
    func onePicture() {
        let entries = (1...20_000).map { (id: Int64($0), hash: PerceptualHash(bits: $0 % 3 == 0 ? 7 : 0)) }
        let index = SimilarityIndex(entries)
        let query = PerceptualHash(bits: 1)
        for plan in [nil] + SimilarityIndex.Plan.allCases {
            #expect(index.matches(of: query, within: 1, plan: plan).count == 20_000 - 6_666)
            #expect(index.matches(of: query, within: 5, plan: plan).count == 20_000)
            #expect(index.nearest(to: query, count: 5, plan: plan).map(\.id) == [1, 2, 4, 5, 7])
        }
    }
}

/// A dictionary, and brute force.
private struct Truth {
    private var hashes: [Int64: PerceptualHash]
    private(set) var highest: Int64

    init(_ entries: some Sequence<(id: Int64, hash: PerceptualHash)>) {
        hashes = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0.hash) })
        highest = hashes.keys.max() ?? 0
    }

    var count: Int { hashes.count }

    mutating func insert(id: Int64, hash: PerceptualHash) {
        hashes[id] = hash
        highest = max(highest, id)
    }

    mutating func remove(id: Int64) { hashes[id] = nil }

    func matches(of query: PerceptualHash, within radius: Int, limit: Int?) -> [SimilarityIndex.Match] {
        var near: [SimilarityIndex.Match] = []
        for (id, hash) in hashes where (hash.bits ^ query.bits).nonzeroBitCount <= radius {
            near.append(SimilarityIndex.Match(id: id, hash: hash, distance: (hash.bits ^ query.bits).nonzeroBitCount))
        }
        near.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.id < $1.id }
        return Array(near.prefix(limit ?? .max))
    }
}
