/// What a search is expected to cost, in nanoseconds, and so which plan it takes. An error here costs time; the answer
/// does not depend on it.
///
/// The constants are measurements (scripts/bench-plans prints them anew); what counts is their ratio, which is much the
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
        case ..<120_000: (scannedHash, visit, entry) = (0.045, 3, 0.1)
        case ..<3_000_000: (scannedHash, visit, entry) = (0.1, 7, 0.1)
        default: (scannedHash, visit, entry) = (0.25, 20, 0.15)
        }
    }

    var ofScan: Double { 300 + Double(count) * scannedHash }

    func ofVisits(_ visits: Int, entries: Double) -> Double { Double(visits) * visit + entries * entry }

    /// All visits that finding what is within `radius` takes, among hashes that are spread evenly.
    func ofTables(_ layout: SubstringLayout, radius: Int) -> Double {
        guard radius >= 0 else { return 0 }
        var cost = 0.0
        for step in 0...radius {
            let table = step % layout.count
            guard let shell = layout.shell(step / layout.count, ofTable: table) else { return .infinity }
            cost += ofVisits(shell.range.count, entries: expectedEntries(layout, table, visits: shell.range.count))
        }
        return cost
    }

    func expectedEntries(_ layout: SubstringLayout, _ table: Int, visits: Int) -> Double {
        Double(visits) * Double(count) / Double(layout.bucketCount(table))
    }

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
