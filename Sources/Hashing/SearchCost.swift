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

/// The visits of a search in their order: after step `r` all within `r` bits has been found.
///
/// Step by step a table's buckets are visited that are as many bits away from the query's as the tables have been gone
/// through before. What differs from the query in `r` bits differs in at most `r / tables` of them in one of the tables.
struct SearchSteps {
    struct Step {
        let table: Int
        /// How many bits the buckets are away.
        let shell: Int
        /// Unsafe: see `ShellMasks`.
        let masks: UnsafeBufferPointer<UInt32>
        /// What this step costs among hashes that are spread evenly, in nanoseconds.
        let cost: Double
        /// This and all before it.
        let costSoFar: Double
    }

    /// Ends early where a step would visit too many buckets to be worth it.
    let steps: [Step]
    let cost: SearchCost

    init(layout: SubstringLayout?, count: Int) {
        cost = SearchCost(count: count)
        var steps: [Step] = []
        if let layout {
            var sum = 0.0
            for number in 0...64 {
                let (shell, table) = number.quotientAndRemainder(dividingBy: layout.count)
                guard let masks = layout.shell(shell, ofTable: table) else { break }
                let entries = Double(masks.count) * Double(count) / Double(layout.bucketCount(table))
                let step = cost.ofVisits(masks.count, entries: entries)
                sum += step
                steps.append(Step(table: table, shell: shell, masks: masks, cost: step, costSoFar: sum))
            }
        }
        self.steps = steps
    }

    /// What finding all within `radius` is expected to cost; infinite where there are not so many steps.
    func cost(ofRadius radius: Int) -> Double {
        radius < steps.count ? steps[max(0, radius)].costSoFar : .infinity
    }

    /// The largest radius that is expected to cost no more than this; below 0 where none is.
    func radius(costing most: Double) -> Int {
        (steps.firstIndex { $0.costSoFar > most } ?? steps.count) - 1
    }
}
