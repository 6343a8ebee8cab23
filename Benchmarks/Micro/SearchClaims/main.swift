import Foundation
import Glibc
import Hashing
import Synchronization

// search-claims [SIZE]: what docs/performance.md says of the search besides single queries, each as a ratio of two things
// measured in turn in this process. SIZE is how many hashes are scanned, 10,000,000 by default (80 MB, beyond any cache).
// Exits 1 where a claim does not hold.

let size = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000_000
var failures = 0

@MainActor
func claim(_ name: String, _ measured: String, _ ratio: Double, atLeast bound: Double) {
    failures += ratio < bound ? 1 : 0
    let verdict = ratio < bound ? "SHORT" : "ok   "
    print("\(verdict) \(name): \(measured); \(String(format: "%.2f", ratio)), at least \(bound) is claimed")
}

func milliseconds(_ value: Double) -> String { String(format: "%.2f ms", value / 1e6) }

let large = randomEntries(size, seed: 1)
do {
    let index = SimilarityIndex(large)
    let queries = large.prefix(64).map { PerceptualHash(bits: $0.hash.bits ^ 0b101) }
    print("\(size) hashes, \(String(format: "%.1f", Double(index.footprint) / Double(size))) bytes each")
    let hashes = large.map(\.hash.bits)
    let oneByOne = { for query in queries.prefix(4) { keep(index.matches(of: query, within: 12, plan: .scan)) } }
    let times = fastest(
        rounds: 7, by: ownTime, oneByOne,
        { for _ in 0..<4 { keep(sum(hashes)) } },
        { keep(index.matchesOnOneThread(of: queries[...], within: 12, plan: .scan)) })
    let (one, read, many) = (times[0] / 4, times[1] / 4, times[2] / 64)
    let wall = fastest(rounds: 7, by: now, oneByOne, { keep(index.matches(of: queries, within: 12, plan: .scan)) })
    let gigabytes = Double(8 * size) / one
    claim(
        "a scan reads as fast as a sum", "\(milliseconds(one)), \(String(format: "%.1f", gigabytes)) GB/s", read / one,
        atLeast: 0.8)
    claim(
        "64 at once, all cores, beside one at a time", "\(milliseconds(wall[1] / 64)) each",
        16 * wall[0] / wall[1], atLeast: 6)
    claim("64 at once, one core, beside one at a time", "\(milliseconds(many)) each", one / many, atLeast: 3)
}

let million = Array(large.prefix(1_000_000))
do {
    let index = SimilarityIndex(million)
    // In no order, as they would come; a sample stands for all.
    let sample = stride(from: 0, to: million.count, by: 50).map { million[$0 * 7919 % million.count].hash }
    let times = fastest(
        rounds: 3, by: now,
        { for hash in sample { keep(index.matches(of: hash, within: 5)) } },
        { keep(index.groups(within: 5)) })
    let singles = times[0] * Double(million.count) / Double(sample.count)
    claim(
        "all pairs of \(million.count) at radius 5, beside a query for each",
        "\(milliseconds(times[1])) and \(milliseconds(singles))", singles / times[1], atLeast: 10)
    restart(index)
}
insertions(into: million)
exit(failures == 0 ? 0 : 1)

/// From a file to the first answer, beside making the index anew.
@MainActor
func restart(_ index: SimilarityIndex) {
    let path = NSTemporaryDirectory() + "search-claims-\(getpid()).index"
    defer { unlink(path) }
    guard let file = fopen(path, "w") else { fatalError("can't write \(path)") }
    index.write(note: []) { fwrite($0.baseAddress, 1, $0.count, file) }
    fclose(file)
    func answer(mapped: Bool) {
        let bytes = FileBytes(path, mapped: mapped)
        guard let stored = StoredSimilarityIndex(in: bytes.bytes, keptBy: bytes) else { fatalError("damaged") }
        keep(stored.index.matches(of: million[0].hash, within: 5))
    }
    let times = fastest(
        rounds: 5, by: ownTime, { answer(mapped: false) }, { keep(SimilarityIndex(million)) }, { answer(mapped: true) })
    claim(
        "an index of \(million.count) read from a file, to its first answer",
        "\(milliseconds(times[0])), mapped \(milliseconds(times[2]))", times[1] / times[0], atLeast: 5)
}

/// Searches on one thread, alone and while another inserts 100,000 hashes a second one by one; in a second of that thread's
/// own processor time, so that others who want the processor don't count.
@MainActor
func insertions(into entries: [(id: Int64, hash: PerceptualHash)]) {
    let shared = SharedSimilarityIndex(SimilarityIndex(entries))
    let sample = stride(from: 0, to: entries.count, by: 100).map { entries[$0 * 7919 % entries.count].hash }
    func searches(seconds: Double) -> Double {
        var done = 0
        let start = now()
        let startOfOwn = ownTime()
        while now() - start < seconds * 1e9 {
            for _ in 0..<64 {
                keep(shared.snapshot.matches(of: sample[done % sample.count], within: 5))
                done += 1
            }
        }
        return Double(done) / (ownTime() - startOfOwn) * 1e9
    }
    _ = searches(seconds: 0.2)
    let alone = searches(seconds: 1)
    let isOver = Atomic(false)
    let inserted = Atomic(0)
    let news = randomEntries(500_000, seed: 2).map(\.hash)
    let start = now()
    let writer = Thread {
        var id = Int64(entries.count)
        while !isOver.load(ordering: .relaxed) {
            // As many as are due, so that a merge that took long is made up for.
            while Double(inserted.load(ordering: .relaxed)) < (now() - start) / 1e9 * 100_000 {
                id += 1
                shared.insert(id: id, hash: news[Int(id) % news.count])
                inserted.wrappingAdd(1, ordering: .relaxed)
                if isOver.load(ordering: .relaxed) { return }
            }
            usleep(100)
        }
    }
    writer.start()
    let beside = searches(seconds: 3)
    isOver.store(true, ordering: .relaxed)
    let rate = Double(inserted.load(ordering: .relaxed)) / (now() - start) * 1e9
    claim(
        "insertions a second, one by one, while another thread searches", "\(Int(rate))", rate / 100_000, atLeast: 0.99)
    claim(
        "searches a second meanwhile, beside without", "\(Int(beside)) and \(Int(alone))", beside / alone, atLeast: 0.5)
}
