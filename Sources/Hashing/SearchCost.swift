/// What a search is expected to cost, in nanoseconds, and so which plan it takes. An error here costs time; the answer
/// does not depend on it.
///
/// The constants are measurements (of both plans, by Benchmarks/Micro); what counts is their ratio, which is much the
/// same on other machines. They fall in three steps, by where the data lies: second cache, third cache, memory.
struct SearchCost {
    /// Testing one hash in a scan.
    let scannedHash: Double
    /// Going to a bucket.
    let visit: Double
    /// Testing one entry of a bucket.
    let entry: Double
    let count: Int

    init(count: Int) {
        self.count = count
        switch count {
        case ..<120_000: (scannedHash, visit, entry) = (0.05, 8, 0.3)
        case ..<400_000: (scannedHash, visit, entry) = (0.06, 12, 0.4)
        case ..<3_000_000: (scannedHash, visit, entry) = (0.08, 15, 0.4)
        default: (scannedHash, visit, entry) = (0.23, 30, 0.5)
        }
    }

    var ofScan: Double { 300 + Double(count) * scannedHash }

    func ofVisits(_ visits: Int, entries: Double) -> Double { Double(visits) * visit + entries * entry }

    /// Within how many bits the nearest `wanted` of evenly spread hashes are to be expected: the least radius whose ball
    /// holds so many.
    func expectedRadius(ofNearest wanted: Int) -> Int {
        var share = 0x1p-64
        var within = 0.0
        for radius in 0...64 {
            within += share * Double(count)
            if within >= Double(wanted) { return radius }
            share *= Double(64 - radius) / Double(radius + 1)
        }
        return 64
    }
}
