import Corpora
import Hashing
import Synchronization

/// A corpus, ready to be searched. Read once, since a million lines take seconds.
struct SearchCorpus: Sendable {
    let index: SimilarityIndex
    let hashes: [UInt64]
    private let queries: [PerceptualHash]

    /// Each is an entry with two bits turned: near to a cluster, and not in it.
    func query(_ number: Int) -> PerceptualHash { queries[number % queries.count] }

    static func read(_ path: String) throws -> SearchCorpus {
        try known.withLock { known in
            if let corpus = known[path] { return corpus }
            let corpus = SearchCorpus(try HashCorpus(csv: path))
            known[path] = corpus
            return corpus
        }
    }

    private static let known = Mutex<[String: SearchCorpus]>([:])

    private init(_ corpus: HashCorpus) {
        index = SimilarityIndex(corpus.entries)
        hashes = corpus.entries.map(\.hash.bits)
        var random = SplitMix64(seed: 4)
        queries = (0..<256).map { _ in
            let entry = corpus.entries[Int.random(in: 0..<corpus.entries.count, using: &random)]
            return PerceptualHash(bits: entry.hash.bits ^ 1 << (random.next() % 64) ^ 1 << (random.next() % 64))
        }
    }
}
