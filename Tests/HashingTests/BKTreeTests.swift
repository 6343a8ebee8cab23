import Hashing
import Testing

@Suite("a tree by distance")
struct BKTreeTests {
    @Test("finds what the scan finds, in its order", arguments: [0, 1, 500, 3000, 20_000])
    func same(count: Int) {
        let corpus = Array(Corpus.clustered(seed: 61, centres: 40, each: 500).prefix(count))
        let tree = BKTree(corpus)
        let index = SimilarityIndex(corpus)
        for query in stride(from: 0, to: count, by: 211).map({ corpus[$0].hash }) + [PerceptualHash(bits: 5)] {
            for radius in [-1, 0, 1, 5, 12, 30, 64, 100] {
                #expect(tree.matches(of: query, within: radius) == index.matchesByPlainScan(of: query, within: radius))
            }
        }
    }

    @Test("holds one picture over and over")
    func onePicture() {
        let tree = BKTree((1...5000).map { (id: Int64($0), hash: PerceptualHash(bits: 9)) })
        #expect(tree.matches(of: PerceptualHash(bits: 8), within: 1).map(\.id) == Array(1...5000))
    }
}
