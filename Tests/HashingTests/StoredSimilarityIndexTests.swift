import Hashing
import Testing

@Suite("an index that was written down")
struct StoredSimilarityIndexTests {
    @Test(
        "reads as the same index, with its note, whatever it is made of",
        arguments: [(0, 0), (3, 0), (700, 90), (9000, 500), (12_000, 9000)])
    func same(count: Int, removed: Int) throws {
        let corpus = Array(Corpus.clustered(seed: 51, centres: 130, each: 100).prefix(count))
        var index = SimilarityIndex(corpus.prefix(count * 2 / 3))
        for entry in corpus.suffix(from: count * 2 / 3) { index.insert(id: entry.id, hash: entry.hash) }
        for entry in corpus.prefix(removed) { index.remove(id: entry.id) }
        let bytes = AlignedBytes(index, note: [7, -1, .max])
        let stored = try #require(StoredSimilarityIndex(in: bytes.all, keptBy: bytes))
        #expect(stored.note == [7, -1, .max, 0])
        #expect(stored.index.count == index.count)
        for number in stride(from: 0, to: corpus.count, by: 97) {
            let query = corpus[number].hash
            #expect(stored.index.matches(of: query, within: 9) == index.matches(of: query, within: 9))
            #expect(stored.index.nearest(to: query, count: 12) == index.nearest(to: query, count: 12))
            #expect(stored.index.hash(of: corpus[number].id) == index.hash(of: corpus[number].id))
        }
    }

    @Test("may be changed like any other, and the bytes stay as they are")
    func changed() throws {
        let corpus = Corpus.clustered(seed: 52, centres: 100, each: 100)
        let bytes = AlignedBytes(SimilarityIndex(corpus), note: [])
        let before = Array(bytes.all)
        var index = try #require(StoredSimilarityIndex(in: bytes.all, keptBy: bytes)).index
        var truth = SimilarityIndex(corpus)
        for entry in corpus.prefix(3000) {
            index.insert(id: entry.id + 100_000, hash: entry.hash)
            truth.insert(id: entry.id + 100_000, hash: entry.hash)
        }
        for entry in corpus.prefix(7000) {
            index.remove(id: entry.id)
            truth.remove(id: entry.id)
        }
        let query = corpus[9000].hash
        #expect(index.matches(of: query, within: 12) == truth.matches(of: query, within: 12))
        #expect(Array(bytes.all) == before)
    }

    @Test("is refused where a bit is turned anywhere, where it is cut off, or where it is of another version")
    func damaged() throws {
        let corpus = Corpus.clustered(seed: 53, centres: 90, each: 100)
        var index = SimilarityIndex(corpus)
        index.remove(id: corpus[0].id)
        index.insert(id: 1 << 40, hash: corpus[1].hash)
        let bytes = AlignedBytes(index, note: [1])
        #expect(StoredSimilarityIndex(in: bytes.all, keptBy: bytes) != nil)
        var random = SplitMix64(seed: 54)
        // Every bit of the head, then any.
        let head = Array(0..<8 * 192)
        let places = head + (0..<200).map { _ in Int.random(in: 0..<8 * bytes.count, using: &random) }
        for place in places {
            bytes.turn(bit: place)
            // The unused words of the head and what pads a block are covered too, or are never read.
            if StoredSimilarityIndex(in: bytes.all, keptBy: bytes) != nil {
                #expect(bytes.isPadding(place / 8), "bit \(place) of \(8 * bytes.count)")
            }
            bytes.turn(bit: place)
        }
        for count in [0, 1, 63, 64, 127, 128, 192, bytes.count - 8, bytes.count - 1] {
            let cut = UnsafeRawBufferPointer(rebasing: bytes.all[..<count])
            #expect(StoredSimilarityIndex(in: cut, keptBy: bytes) == nil)
        }
        #expect(StoredSimilarityIndex(in: bytes.all, keptBy: bytes) != nil)
    }
}

/// What an index wrote, on a boundary of 64 bytes. Unchecked: one test has it.
private final class AlignedBytes: @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer
    let count: Int

    init(_ index: SimilarityIndex, note: [Int64]) {
        var bytes: [UInt8] = []
        index.write(note: note) { bytes.append(contentsOf: $0) }
        memory = .allocate(byteCount: max(64, bytes.count), alignment: 64)
        memory.copyBytes(from: bytes)
        count = bytes.count
    }

    deinit { memory.deallocate() }

    var all: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<count]) }

    func turn(bit: Int) { memory[bit / 8] ^= 1 << UInt8(bit % 8) }

    /// What follows the words of removed positions, of which there are 141: they are the block before the last 16 bytes.
    func isPadding(_ byte: Int) -> Bool {
        let end = count - 16
        return byte < end && byte >= end - (8 * 144 - 8 * 141)
    }
}
