import Hashing

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

enum Corpus {
    /// Hashes in clusters, with ids 1, 2, … in no order of nearness: each is one of `centres` hashes with up to 12 bits
    /// turned. Among uniform hashes nothing is near anything, and a search would have nothing to find.
    static func clustered(seed: UInt64, centres: Int, each: Int) -> [(id: Int64, hash: PerceptualHash)] {
        var random = SplitMix64(seed: seed)
        let middles = (0..<centres).map { _ in random.next() }
        return (1...centres * each).map { id in
            var bits = middles[Int.random(in: 0..<centres, using: &random)]
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                bits ^= 1 << UInt64.random(in: 0..<64, using: &random)
            }
            return (id: Int64(id), hash: PerceptualHash(bits: bits))
        }
    }
}

extension SimilarityIndex {
    /// An index of a few ids and the bits of their hashes.
    init(bits: KeyValuePairs<Int64, UInt64>) {
        self.init(bits.lazy.map { (id: $0.key, hash: PerceptualHash(bits: $0.value)) })
    }
}
