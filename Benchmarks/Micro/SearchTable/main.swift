import Dispatch
import Foundation
import Hashing

// search-table HASHES QUERIES PLAN…: times searches over hashes that scripts/bench-peers wrote (64-bit words, little-endian)
// on one thread and prints CSV: what,plan,radius,microseconds,found. PLAN is auto, scan or multiIndex.

func words(_ path: String) throws -> [UInt64] {
    try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count, by: 8).map {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
        }
    }
}

func nanoseconds() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

/// The fastest of several rounds over all queries, as a mean a query: what else the machine did only adds. Rounds go on
/// for half a second; a slow search does fewer queries.
func time(_ queries: [PerceptualHash], _ search: (PerceptualHash) -> Int) -> (microseconds: Double, found: Double) {
    timeTogether(queries) { round in
        var found = 0
        for query in round { found += search(query) }
        return found
    }
}

/// The same of a search that takes all queries in one call.
func timeTogether(
    _ queries: [PerceptualHash], _ search: (ArraySlice<PerceptualHash>) -> Int
) -> (microseconds: Double, found: Double) {
    // The least of a few, since the first one meets cold caches.
    let first = (0..<8).map { number in
        let start = nanoseconds()
        _ = search(queries.dropFirst(number % queries.count).prefix(1))
        return nanoseconds() - start
    }
    let estimate = max(100, first.min() ?? 0)
    let round = queries.prefix(max(8, min(queries.count, Int(50_000_000 / estimate))))
    var best = UInt64.max
    var found = 0
    let begin = nanoseconds()
    repeat {
        let start = nanoseconds()
        found = search(round)
        best = min(best, nanoseconds() - start)
    } while nanoseconds() - begin < 500_000_000
    return (Double(best) / 1000 / Double(round.count), Double(found) / Double(round.count))
}

let arguments = CommandLine.arguments
guard arguments.count > 3 else {
    FileHandle.standardError.write(Data("usage: search-table HASHES QUERIES PLAN…\n".utf8))
    exit(2)
}
let hashes = try words(arguments[1])
let queries = try words(arguments[2]).map { PerceptualHash(bits: $0) }
let start = nanoseconds()
let index = SimilarityIndex(
    hashes.enumerated().lazy.map { (id: Int64($0.offset), hash: PerceptualHash(bits: $0.element)) })
let built = nanoseconds() - start

print("what,plan,radius,microseconds,found")
print("build,,,\(Double(built) / 1000),\(Double(index.footprint) / Double(hashes.count))")
for radius in [0, 2, 5, 8, 10, 16] {
    let (time, found) = timeTogether(queries) { index.matchesOnOneThread(of: $0, within: radius).matches.count }
    print("range,together,\(radius),\(time),\(found)")
}
do {
    let (time, found) = timeTogether(queries) { index.matchesOnOneThread(of: $0, within: 64, limit: 10).matches.count }
    print("nearest,together,10,\(time),\(found)")
}
for name in arguments[3...] {
    let plan: SimilarityIndex.Plan? = ["scan": .scan, "multiIndex": .multiIndex][name]
    for radius in [0, 2, 5, 8, 10, 16] {
        let (time, found) = time(queries) { index.matches(of: $0, within: radius, plan: plan).count }
        print("range,\(name),\(radius),\(time),\(found)")
    }
    let (time, found) = time(queries) { index.nearest(to: $0, count: 10, plan: plan).count }
    print("nearest,\(name),10,\(time),\(found)")
}

// The tree by distance, beside pybktree's.
if hashes.count <= 1_000_000 {
    let tree = BKTree(hashes.enumerated().lazy.map { (id: Int64($0.offset), hash: PerceptualHash(bits: $0.element)) })
    for radius in [0, 2, 5, 8] {
        let (time, found) = time(queries) { tree.matches(of: $0, within: radius).count }
        print("range,bktree,\(radius),\(time),\(found)")
    }
}

// Sixty-four at once, on this thread alone; all pairs, on all cores; single searches for as many hashes as all pairs has.
let many = Array(queries.prefix(64))
let one = time(many) { index.matches(of: $0, within: 12, plan: .scan).count }
let batch = time([many[0]]) { _ in index.matchesOnOneThread(of: many[...], within: 12, plan: .scan).count }
print("scan-one-by-one,scan,12,\(one.microseconds),")
print("scan-64-at-once,scan,12,\(batch.microseconds / 64),")
if hashes.count <= 1_000_000 {
    let start = nanoseconds()
    let groups = index.groups(within: 5)
    print("all-pairs,,5,\(Double(nanoseconds() - start) / 1000),\(groups.count)")
    let singles = nanoseconds()
    var found = 0
    for hash in hashes { found += index.matches(of: PerceptualHash(bits: hash), within: 5).count }
    print("all-singles,,5,\(Double(nanoseconds() - singles) / 1000),\(found)")
}
