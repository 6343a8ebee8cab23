import CHamming

/// The visits of a search in their order: after step `r` all within `r` bits has been found.
///
/// Step by step a table's buckets are visited that are as many bits away from the query's as the tables have been gone
/// through before. What differs from the query in `r` bits differs in at most `r / tables` of them in one of the tables.
struct SearchSteps {
    /// Ends early where a step would visit too many buckets to be worth it. Their masks are `ShellMasks`'.
    let steps: [hamming_step]
    let cost: SearchCost
    /// What each step and all before it cost among hashes that are spread evenly, in nanoseconds.
    private let costs: [Double]

    init(layout: SubstringLayout?, count: Int) {
        cost = SearchCost(count: count)
        var steps: [hamming_step] = []
        var costs: [Double] = []
        if let layout {
            for number in 0...64 {
                let (shell, table) = number.quotientAndRemainder(dividingBy: layout.count)
                guard let masks = layout.shell(shell, ofTable: table) else { break }
                let entries = Double(masks.count) * Double(count) / Double(layout.bucketCount(table))
                let step = cost.ofVisits(masks.count, entries: entries)
                costs.append((costs.last ?? 0) + step)
                steps.append(
                    hamming_step(
                        table: UInt32(table), shell: UInt32(shell), masks: masks.baseAddress, mask_count: masks.count,
                        cost: step))
            }
        }
        self.steps = steps
        self.costs = costs
    }

    /// What finding all within `radius` is expected to cost; infinite where there are not so many steps.
    func cost(ofRadius radius: Int) -> Double {
        radius < costs.count ? costs[max(0, radius)] : .infinity
    }

    /// The largest radius that is expected to cost no more than this; below 0 where none is.
    func radius(costing most: Double) -> Int {
        (costs.firstIndex { $0 > most } ?? costs.count) - 1
    }
}
