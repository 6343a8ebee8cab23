import Hashing
import Testing

@Suite("an index follows what is inserted and removed")
struct SimilarityIndexTests {
    @Test("after thousands of insertions and removals it holds what a dictionary would")
    func followsADictionary() {
        var random = SplitMix64(seed: 11)
        let corpus = Corpus.clustered(seed: 12, centres: 10, each: 60)
        var index = SimilarityIndex()
        var truth: [Int64: PerceptualHash] = [:]
        for step in 1...4000 {
            // Few ids, in no order, some below zero: most steps meet one that is there.
            let id = Int64.random(in: -200...200, using: &random)
            if Bool.random(using: &random) {
                let hash = corpus[Int.random(in: 0..<corpus.count, using: &random)].hash
                index.insert(id: id, hash: hash)
                truth[id] = hash
            } else {
                index.remove(id: id)
                truth[id] = nil
            }
            #expect(index.count == truth.count)
            guard step % 200 == 0 else { continue }
            let query = corpus[step % corpus.count].hash
            let expected = truth.map { SimilarityIndex.Match(id: $0, hash: $1, distance: $1.distance(to: query)) }
                .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
            #expect(index.nearest(to: query, count: .max) == expected)
            #expect(index.matches(of: query, within: 10) == expected.filter { $0.distance <= 10 })
        }
    }

    @Test("made of entries in any order, of several with one id the last counts")
    func initialOrder() {
        let index = SimilarityIndex(bits: [3: 0b1, 1: 0b11, 3: 0b111, 2: 0b1111, 1: 0, 4: 0b1_1111])
        #expect(index.count == 4)
        #expect(index.nearest(to: PerceptualHash(bits: 0), count: 9).map(\.id) == [1, 3, 2, 4])
        #expect(index.nearest(to: PerceptualHash(bits: 0), count: 9).map(\.distance) == [0, 3, 4, 5])
    }

    @Test("an id that is inserted again has its new hash alone")
    func replaced() {
        var index = SimilarityIndex(bits: [1: 0])
        index.insert(id: 1, hash: PerceptualHash(bits: .max))
        #expect(index.count == 1)
        #expect(index.matches(of: PerceptualHash(bits: 0), within: 63).isEmpty)
        #expect(index.matches(of: PerceptualHash(bits: .max), within: 0).map(\.id) == [1])
    }

    @Test("a copy is a snapshot: what happens to the original later does not show in it")
    func snapshot() {
        var index = SimilarityIndex(bits: [1: 1, 2: 2])
        let snapshot = index
        index.remove(id: 1)
        index.insert(id: 3, hash: PerceptualHash(bits: 3))
        #expect(snapshot.nearest(to: PerceptualHash(bits: 0), count: 9).map(\.id) == [1, 2])
        #expect(index.nearest(to: PerceptualHash(bits: 0), count: 9).map(\.id) == [2, 3])
    }

    @Test("an empty index finds nothing and forgives a removal")
    func empty() {
        var index = SimilarityIndex()
        index.remove(id: 1)
        #expect(index.count == 0)
        #expect(index.nearest(to: PerceptualHash(bits: 0), count: 5).isEmpty)
        #expect(index.matches(of: PerceptualHash(bits: 0), within: 64).isEmpty)
    }
}
