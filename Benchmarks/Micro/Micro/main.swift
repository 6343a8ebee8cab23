import Benchmark
import Hashing

// swift run -c release --package-path Benchmarks/Micro micro [--format json]: the two plans, on a set that fits the second
// cache and one that does not, and what is around them.

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

let search = BenchmarkSuite(name: "search") { suite in
    for (name, count) in [("100k", 100_000), ("1M", 1_000_000)] {
        let entries = corpus(count)
        let index = SimilarityIndex(entries)
        var next = 0
        func query() -> PerceptualHash {
            next = (next + 7919) % entries.count
            return PerceptualHash(bits: entries[next].hash.bits ^ 0b101)
        }
        for (plan, planName) in [(SimilarityIndex.Plan.scan, "scan"), (.multiIndex, "multiIndex")] {
            for radius in [2, 5, 8, 10] {
                suite.benchmark("range_r\(radius)_\(name)_\(planName)") {
                    keep(index.matches(of: query(), within: radius, plan: plan))
                }
            }
        }
        suite.benchmark("nearest_k10_\(name)") { keep(index.nearest(to: query(), count: 10)) }
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
