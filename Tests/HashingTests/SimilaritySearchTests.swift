import Hashing
import Testing

@Suite("a search finds exactly what is near, nearest first")
struct SimilaritySearchTests {
    @Test("the order is by distance, then id, and each match tells its hash and distance")
    func order() {
        let index = SimilarityIndex(bits: [9: 0b0011, 3: 0b1100, 5: 0b0000, 7: 0b0111])
        let query = PerceptualHash(bits: 0)
        let expected = [
            SimilarityIndex.Match(id: 5, hash: PerceptualHash(bits: 0), distance: 0),
            SimilarityIndex.Match(id: 3, hash: PerceptualHash(bits: 0b1100), distance: 2),
            SimilarityIndex.Match(id: 9, hash: PerceptualHash(bits: 0b0011), distance: 2),
        ]
        #expect(index.matches(of: query, within: 2) == expected)
        #expect(index.matches(of: query, within: 2, limit: 2) == Array(expected.prefix(2)))
        #expect(index.nearest(to: query, count: 3) == expected)
        #expect(index.nearest(to: query, count: 99).map(\.id) == [5, 3, 9, 7])
    }

    @Test("every kernel that this processor has gives the plain scan's answer", arguments: HammingKernel.available)
    func kernelsAgree(kernel: HammingKernel) {
        // Lengths around the kernels' steps of 16 and 32 and around a block of 2048 have tails of every kind.
        for count in [0, 1, 15, 16, 17, 31, 32, 33, 63, 2047, 2048, 2049, 6007] {
            let corpus = Corpus.clustered(seed: 7, centres: 20, each: 301).prefix(count)
            let index = SimilarityIndex(corpus)
            for query in corpus.suffix(2).map(\.hash) + [PerceptualHash(bits: 0), PerceptualHash(bits: .max)] {
                for radius in [-1, 0, 1, 5, 12, 16, 31, 32, 33, 63, 64, 1000] {
                    let expected = index.matchesByPlainScan(of: query, within: radius)
                    for limit in [nil, -1, 0, 1, 10, 500, .max] {
                        let found = index.matches(of: query, within: radius, limit: limit, plan: nil, kernel: kernel)
                        #expect(
                            found == Array(expected.prefix(max(0, limit ?? .max))), "\(count) hashes, radius \(radius)")
                    }
                }
            }
        }
    }

    @Test("the corpus has something to find, or the test above would prove nothing")
    func corpusIsClustered() {
        let corpus = Corpus.clustered(seed: 7, centres: 20, each: 301)
        let found = SimilarityIndex(corpus).matches(of: corpus[42].hash, within: 12)
        #expect(found.count > 50)
        #expect(Set(found.map(\.distance)).count > 5)
    }

    @Test("a limit keeps the lowest ids of those at the last distance, even where a whole library is one picture")
    func manyTies() {
        let index = SimilarityIndex((1...10_000).map { (id: Int64($0), hash: PerceptualHash(bits: 1)) })
        #expect(index.nearest(to: PerceptualHash(bits: 0), count: 3000).map(\.id) == Array(1...3000))
        #expect(index.matches(of: PerceptualHash(bits: 1), within: 5, limit: 7).map(\.id) == Array(1...7))
    }

    @Test("all bits count, wherever in the word they are", arguments: 0..<64)
    func everyBit(position: Int) {
        let index = SimilarityIndex(bits: [1: 1 << UInt64(position)])
        #expect(index.matches(of: PerceptualHash(bits: 0), within: 0).isEmpty)
        #expect(index.matches(of: PerceptualHash(bits: 0), within: 1).map(\.distance) == [1])
    }
}
