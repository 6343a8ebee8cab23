import Hashing
import Testing

@Suite("many questions at once")
struct SimilarityGroupsTests {
    @Test(
        "groups are the connected components of what is near",
        arguments: [(0, 3), (500, 5), (3000, 0), (3000, 4), (9000, 5), (9000, 8), (9000, 30), (500, 64)])
    func groups(count: Int, radius: Int) {
        let corpus = Array(Corpus.clustered(seed: 31, centres: 90, each: 100).prefix(count))
        #expect(SimilarityIndex(corpus).groups(within: radius) == components(corpus, radius))
    }

    @Test("groups see what was inserted last, and not what was removed")
    func groupsAfterChanges() {
        var index = SimilarityIndex(bits: [1: 0, 2: 1, 3: 0xff00, 5: 0xff])
        index.remove(id: 2)
        index.insert(id: 9, hash: PerceptualHash(bits: 0xff01))
        #expect(index.groups(within: 1) == [[3, 9]])
        #expect(index.groups(within: -1).isEmpty)
    }

    @Test("a crowd of equal hashes is one group, with what is near to it, and takes no longer than others")
    func crowd() {
        // Compared pair by pair these would take minutes in a debug build.
        let blank = (1...60_000).map { (id: Int64($0), hash: PerceptualHash(bits: 0)) }
        var index = SimilarityIndex(blank)
        index.insert(id: 60_001, hash: PerceptualHash(bits: 0b111))
        index.insert(id: 60_002, hash: PerceptualHash(bits: .max))
        index.insert(id: 60_003, hash: PerceptualHash(bits: .max))
        index.insert(id: 60_004, hash: PerceptualHash(bits: 0xffff_0000))
        index.remove(id: 1)
        #expect(index.groups(within: 3) == [Array(2...60_001), [60_002, 60_003]])
        #expect(index.groups(within: 0) == [Array(2...60_000), [60_002, 60_003]])
        #expect(index.groups(within: -1).isEmpty)
    }

    @Test("answers to many queries are those to each, by any plan", arguments: [nil] + SimilarityIndex.Plan.allCases)
    func batch(plan: SimilarityIndex.Plan?) {
        let corpus = Corpus.clustered(seed: 32, centres: 90, each: 100)
        let index = SimilarityIndex(corpus)
        let queries = stride(from: 0, to: corpus.count, by: 60).map { corpus[$0].hash }
        for (radius, limit) in [(3, nil), (12, nil), (12, 5), (64, 10)] as [(Int, Int?)] {
            let expected = queries.map { index.matches(of: $0, within: radius, limit: limit) }
            #expect(index.matches(of: queries, within: radius, limit: limit, plan: plan).map(Array.init) == expected)
        }
        #expect(index.matches(of: [], within: 3).isEmpty)
    }

    @Test("many questions at a small radius find what each finds, among removed and recent hashes and in a crowd")
    func batchAtSmallRadius() {
        // A tenth of the corpus is one picture, so that whoever asks for it finds a crowd.
        let corpus = Corpus.clustered(seed: 34, centres: 250, each: 100).map {
            $0.id % 10 == 0 ? (id: $0.id, hash: PerceptualHash(bits: 0xfeed)) : $0
        }
        var index = SimilarityIndex(corpus)
        for entry in corpus.prefix(700) { index.remove(id: entry.id) }
        for entry in corpus[5000..<5400] { index.insert(id: entry.id + 1_000_000, hash: entry.hash) }
        let queries = stride(from: 0, to: corpus.count, by: 61).map { corpus[$0].hash }
        for radius in [-1, 0, 1, 2, 4, 5, 6] {
            let expected = queries.map { index.matchesByPlainScan(of: $0, within: radius) }
            let found = index.matchesOnOneThread(of: queries[3...], within: radius)
            #expect(found.map(Array.init) == Array(expected[3...]), "radius \(radius)")
            #expect(queries.map { index.matches(of: $0, within: radius) } == expected, "radius \(radius)")
        }
    }

    @Test(
        "where there are too many hashes for planes, many questions have them made on the way",
        arguments: [nil] + SimilarityIndex.Plan.allCases)
    func batchWithoutPlanes(plan: SimilarityIndex.Plan?) {
        // Not a multiple of a block, and more than a stretch.
        let corpus = Array(Corpus.clustered(seed: 33, centres: 90, each: 100).dropLast(77))
        var index = SimilarityIndex(corpus, substringCount: 4, mayHavePlanes: false)
        for entry in corpus.prefix(100) { index.remove(id: entry.id) }
        let queries = stride(from: 0, to: corpus.count, by: 200).map { corpus[$0].hash }
        for (radius, limit) in [(0, nil), (12, nil), (17, nil), (12, 5), (64, 10)] as [(Int, Int?)] {
            let expected = queries.map { index.matchesByPlainScan(of: $0, within: radius, limit: limit) }
            let all = index.matches(of: queries, within: radius, limit: limit, plan: plan)
            #expect(all.map(Array.init) == expected)
            let one = index.matchesOnOneThread(of: queries[...], within: radius, limit: limit, plan: plan)
            #expect(one.map(Array.init) == expected)
        }
    }

    /// Breadth first, over all pairs.
    private func components(_ corpus: [(id: Int64, hash: PerceptualHash)], _ radius: Int) -> [[Int64]] {
        var left = Set(corpus.indices)
        var groups: [[Int64]] = []
        let bits = corpus.map(\.hash.bits)
        for start in corpus.indices where left.remove(start) != nil {
            var group = [start]
            var next = 0
            while next < group.count {
                let from = bits[group[next]]
                let near = left.filter { (bits[$0] ^ from).nonzeroBitCount <= radius }
                left.subtract(near)
                group += near
                next += 1
            }
            if group.count > 1 { groups.append(group.map { corpus[$0].id }.sorted()) }
        }
        return groups.sorted { $0[0] < $1[0] }
    }
}
