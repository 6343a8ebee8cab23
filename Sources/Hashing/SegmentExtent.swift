/// How much a segment holds, and so how its memory is cut up.
struct SegmentExtent {
    let count: Int
    let lowestID: Int64
    let highestID: Int64
    /// Nil where there are no tables.
    let layout: SubstringLayout?
    let hasPlanes: Bool
    let plan: SegmentPlan

    init(count: Int, lowestID: Int64, highestID: Int64, layout: SubstringLayout?, mayHavePlanes: Bool = true) {
        self.count = count
        self.lowestID = lowestID
        self.highestID = highestID
        self.layout = layout
        hasPlanes = mayHavePlanes && count <= Self.mostWithPlanes
        plan = SegmentPlan(
            count: count, idsAreShort: Self.areShort(lowestID, highestID), layout: layout, hasPlanes: hasPlanes)
    }

    /// Whether four bytes suffice for an id, less the lowest.
    var idsAreShort: Bool { Self.areShort(lowestID, highestID) }

    private static func areShort(_ lowest: Int64, _ highest: Int64) -> Bool {
        let (span, overflow) = highest.subtractingReportingOverflow(lowest)
        return !overflow && span.magnitude <= UInt64(UInt32.max)
    }

    /// Bit planes take 9 bytes a hash, and are read faster than the hashes while both are in the processor's own cache.
    private static let mostWithPlanes = 400_000
}
