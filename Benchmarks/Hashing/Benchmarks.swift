import Benchmark
import Corpora
import Hashing
import Pixels

// Each benchmark stands beside its floor, of the same name with `_floor`: what reading the same bytes costs when nothing
// is made of them. scripts/bench prints the ratio.

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = Place.isQuick ? .once : .timed
    for (width, height) in Place.isQuick ? [(100, 75)] : [(300, 225), (1000, 750), (4000, 3000)] {
        hash(width: width, height: height)
    }
    search("10k", Place.fixture("hashes-clustered-10k.csv"))
    if !Place.isQuick {
        search("100k", Place.made("hashes-clustered-100k.csv"))
        search("1M", Place.made("hashes-clustered-1M.csv"))
    }
    Benchmark.registerEndOfQuickRun()
}

/// The three fingerprints of a noisy plane, beside a sum over it.
func hash(width: Int, height: Int) {
    let fingerprints: [(String, @Sendable (LumaPlane) -> PerceptualHash)] = [
        ("phash", PerceptualHash.phash), ("dhash", PerceptualHash.dhash), ("ahash", PerceptualHash.ahash),
    ]
    for (name, fingerprint) in fingerprints {
        Benchmark("\(name)_\(width)x\(height)") { (benchmark: Benchmark, plane: LumaPlane) in
            for _ in benchmark.scaledIterations { blackHole(fingerprint(plane)) }
        } setup: {
            noise(width: width, height: height)
        }
    }
    Benchmark("phash_\(width)x\(height)_floor") { (benchmark: Benchmark, plane: LumaPlane) in
        for _ in benchmark.scaledIterations { blackHole(sum(plane.samples)) }
    } setup: {
        noise(width: width, height: height)
    }
}

/// Range search at radius 5 and the ten nearest over the hashes of a CSV, another query each time, beside a sum over them.
func search(_ name: String, _ path: String) {
    Benchmark("range_r5_\(name)") { (benchmark: Benchmark, corpus: SearchCorpus) in
        for number in benchmark.scaledIterations {
            blackHole(corpus.index.matches(of: corpus.query(number), within: 5))
        }
    } setup: {
        try SearchCorpus.read(path)
    }
    Benchmark("nearest_k10_\(name)") { (benchmark: Benchmark, corpus: SearchCorpus) in
        for number in benchmark.scaledIterations {
            blackHole(corpus.index.nearest(to: corpus.query(number), count: 10))
        }
    } setup: {
        try SearchCorpus.read(path)
    }
    Benchmark("range_r5_\(name)_floor") { (benchmark: Benchmark, corpus: SearchCorpus) in
        for _ in benchmark.scaledIterations { blackHole(sum(corpus.hashes)) }
    } setup: {
        try SearchCorpus.read(path)
    }
}

func noise(width: Int, height: Int) -> LumaPlane {
    var random = SplitMix64(seed: 3)
    let samples = (0..<width * height).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    return LumaPlane(size: PixelSize(width: width, height: height), samples: samples)
}

/// Kept out of line, so that a loop around it isn't hoisted.
@inline(never)
func sum<Number: FixedWidthInteger>(_ numbers: [Number]) -> UInt64 {
    var sum: UInt64 = 0
    for number in numbers { sum &+= UInt64(truncatingIfNeeded: number) }
    return sum
}
