import Benchmark
import Hashing

// swift run -c release --package-path Benchmarks/Micro micro [--format json]: searches of a set that fits the second cache
// and of one that does not, beside a plain loop over the same hashes, and what is around them.

func corpus(_ count: Int) -> [(id: Int64, hash: PerceptualHash)] {
    var state: UInt64 = 1
    func random() -> UInt64 {
        // SplitMix64 (Steele, Lea, Flood 2014).
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
    let middles = (0..<max(1, count / 100)).map { _ in random() }
    return (1...count).map { id in
        var bits = middles[Int(random() % UInt64(middles.count))]
        for _ in 0..<random() % 13 { bits ^= 1 << (random() % 64) }
        return (id: Int64(id), hash: PerceptualHash(bits: bits))
    }
}

/// Keeps a result from being optimised away.
@inline(never)
func keep<Value>(_ value: Value) {}

/// What everything is held against: a plain loop, as one would write it without this library.
@inline(never)
func plainSearch(_ hashes: [UInt64], _ query: UInt64, within radius: Int) -> [Int] {
    var near: [Int] = []
    for (place, hash) in hashes.enumerated() where (hash ^ query).nonzeroBitCount <= radius { near.append(place) }
    return near
}

let search = BenchmarkSuite(name: "search") { suite in
    for (name, count) in [("100k", 100_000), ("1M", 1_000_000)] {
        let entries = corpus(count)
        let hashes = entries.map(\.hash.bits)
        let index = SimilarityIndex(entries)
        var next = 0
        func query() -> PerceptualHash {
            next = (next + 7919) % entries.count
            return PerceptualHash(bits: entries[next].hash.bits ^ 0b101)
        }
        suite.benchmark("plain_\(name)") { keep(plainSearch(hashes, query().bits, within: 10)) }
        suite.benchmark("scan_\(name)") { keep(index.matches(of: query(), within: 10, plan: .scan)) }
        for radius in [2, 5, 8, 10, 16] {
            suite.benchmark("range_r\(radius)_\(name)") { keep(index.matches(of: query(), within: radius)) }
        }
        suite.benchmark("nearest_k10_\(name)") { keep(index.nearest(to: query(), count: 10)) }
        // All 64, so a larger set would take longer than the system leaves a thread alone.
        guard count == 100_000 else { continue }
        suite.benchmark("scan64_\(name)") {
            let queries = (0..<64).map { _ in query() }
            keep(index.matchesOnOneThread(of: queries[...], within: 10, plan: .scan))
        }
    }
}

let change = BenchmarkSuite(name: "change") { suite in
    let entries = corpus(100_000)
    let index = SimilarityIndex(entries)
    suite.benchmark("build_100k") { keep(SimilarityIndex(entries)) }
    suite.benchmark("insert_2048_after_100k") {
        var grown = index
        for entry in entries.prefix(2048) { grown.insert(id: entry.id + 100_000, hash: entry.hash) }
        keep(grown)
    }
    suite.benchmark("groups_r5_100k") { keep(index.groups(within: 5)) }
}

Benchmark.main([search, change])
