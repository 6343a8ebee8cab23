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
}
