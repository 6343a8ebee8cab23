import Dispatch
import Hashing
import Synchronization
import Testing

@Suite("an index that is searched while it is changed")
struct SharedSimilarityIndexTests {
    @Test("readers see every change made before they looked, whole, and none is lost when writers meet")
    func readersAndWriters() {
        let shared = SharedSimilarityIndex()
        let corpus = Corpus.clustered(seed: 41, centres: 50, each: 100)
        let broken = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 4) { worker in
            if worker < 2 {
                // Each writer inserts its half in pairs, then removes every tenth.
                let half = corpus.filter { $0.id % 2 == Int64(worker) }
                for start in stride(from: 0, to: half.count, by: 2) {
                    shared.insert(contentsOf: half[start..<min(start + 2, half.count)])
                    let seen = shared.snapshot.matches(of: half[start].hash, within: 0).map(\.id)
                    if !seen.contains(half[start].id) { broken.withLock { $0 += 1 } }
                }
                for entry in half where entry.id % 10 < 2 { shared.remove(id: entry.id) }
            } else {
                for number in 0..<500 {
                    let snapshot = shared.snapshot
                    let query = corpus[(number * 37) % corpus.count].hash
                    let found = snapshot.matches(of: query, within: 8)
                    if found != snapshot.matchesByPlainScan(of: query, within: 8) { broken.withLock { $0 += 1 } }
                }
            }
        }
        #expect(broken.withLock { $0 } == 0)
        let left = SimilarityIndex(corpus.filter { $0.id % 10 >= 2 })
        #expect(shared.snapshot.count == left.count)
        for number in stride(from: 0, to: corpus.count, by: 97) {
            let query = corpus[number].hash
            #expect(shared.snapshot.matches(of: query, within: 9) == left.matches(of: query, within: 9))
        }
    }

    @Test("a snapshot does not change, and what is added to a copy of it is seen by nobody else")
    func snapshotsAreValues() {
        let shared = SharedSimilarityIndex()
        let (one, other) = (PerceptualHash(bits: 1), PerceptualHash(bits: 2))
        shared.insert(id: 1, hash: one)
        let snapshot = shared.snapshot
        var mine = snapshot
        mine.insert(id: 2, hash: other)
        shared.insert(id: 3, hash: one)
        #expect(snapshot.nearest(to: one, count: 9).map(\.id) == [1])
        #expect(mine.nearest(to: one, count: 9).map(\.id) == [1, 2])
        #expect(shared.snapshot.nearest(to: one, count: 9).map(\.id) == [1, 3])

        // A reader who has the value from before a removal is not shown what came after it.
        let before = shared.snapshot
        shared.remove(id: 1)
        shared.insert(id: 4, hash: other)
        #expect(before.nearest(to: one, count: 9).map(\.id) == [1, 3])
        #expect(shared.snapshot.nearest(to: one, count: 9).map(\.id) == [3, 4])
        #expect(shared.snapshot.count == 2)
    }
}
