import CHamming

/// Hashes that never change, laid out for search: in one block of memory, with the tables of multi-index hashing where
/// they are many enough.
///
/// A hash's *position* is its place in the order of the first table (of ids, where there are no tables). The other tables
/// name it by that, in three bytes where that suffices. So 10 million hashes with four tables take 39 bytes each: hash 8,
/// id 4, order of ids 3, and 8 in each of three tables.
///
/// Unchecked: the pointers lead into `memory`, which nobody writes after `init` and which is freed with the last owner.
final class Segment: @unchecked Sendable {
    let count: Int
    /// Nil where there are no tables.
    let layout: SubstringLayout?
    /// Bytes of memory in all.
    let footprint: Int
    /// By position.
    let hashes: UnsafePointer<UInt64>
    let tables: [hamming_table]
    /// None where there are no tables.
    let steps: SearchSteps

    private let memory: UnsafeMutableRawPointer
    /// Ids by position, less the lowest: in four bytes where they suffice, else in eight.
    private let ids: UnsafeRawPointer
    private let idsAreShort: Bool
    let lowestID: Int64
    let highestID: Int64
    /// Positions in the order of ids, where that is another.
    private let order: PackedPositions?

    /// Takes ids that ascend, each once, and the hash of each.
    init(ids entries: [Int64], hashes bits: [UInt64], layout: SubstringLayout?) {
        precondition(entries.count == bits.count && entries.count < Int(UInt32.max))
        let count = entries.count
        let lowest = entries.first ?? 0
        let highest = entries.last ?? 0
        let idsAreShort =
            highest.subtractingReportingOverflow(lowest).partialValue.magnitude <= UInt64(UInt32.max)
            && !highest.subtractingReportingOverflow(lowest).overflow
        let plan = SegmentPlan(count: count, idsAreShort: idsAreShort, layout: layout)
        // As Swift's own arrays do when memory runs out: a value type has nobody to hand such an error to.
        guard let memory = hamming_allocate(plan.bytes) else { fatalError("no memory for \(count) hashes") }

        // The first table's order is the order of everything else.
        var positionOfEntry: [UInt32]?
        let hashes = memory.assumingMemoryBound(to: UInt64.self)
        if let layout {
            var order = [UInt32](repeating: 0, count: count)
            let starts = memory.advanced(by: plan.tables[0].starts).assumingMemoryBound(to: UInt32.self)
            hamming_sort(layout.substrings[0], bits, count, starts, &order)
            for position in 0..<count { hashes[position] = bits[Int(order[position])] }
            positionOfEntry = order
        } else {
            for position in 0..<count { hashes[position] = bits[position] }
        }
        let idMemory = memory.advanced(by: plan.ids)
        for position in 0..<count {
            let id = entries[positionOfEntry.map { Int($0[position]) } ?? position]
            if idsAreShort {
                idMemory.storeBytes(of: UInt32(id &- lowest), toByteOffset: 4 * position, as: UInt32.self)
            } else {
                idMemory.storeBytes(of: id, toByteOffset: 8 * position, as: Int64.self)
            }
        }
        if let positionOfEntry {
            let packed = PackedPositions(
                start: memory.advanced(by: plan.order), bytes: plan.positionBytes)
            for position in 0..<count { packed.set(Int(positionOfEntry[position]), to: UInt32(position)) }
        }
        self.tables = Self.fillTables(memory, plan, layout, hashes, count)
        self.count = count
        self.layout = layout
        self.steps = SearchSteps(layout: layout, count: count)
        self.footprint = plan.bytes
        self.memory = memory
        self.hashes = UnsafePointer(hashes)
        self.ids = UnsafeRawPointer(idMemory)
        self.idsAreShort = idsAreShort
        self.lowestID = lowest
        self.highestID = highest
        self.order = layout.map { _ in
            PackedPositions(start: memory.advanced(by: plan.order), bytes: plan.positionBytes)
        }
    }

    deinit { hamming_free(memory, footprint) }

    func id(at position: Int) -> Int64 {
        idsAreShort
            ? lowestID &+ Int64(ids.load(fromByteOffset: 4 * position, as: UInt32.self))
            : ids.load(fromByteOffset: 8 * position, as: Int64.self)
    }

    /// The position of what is at this place in the order of ids.
    func position(atRank rank: Int) -> Int {
        order.map { Int($0[rank]) } ?? rank
    }

    /// Where the hash of this id is.
    func position(of id: Int64) -> Int? {
        guard count > 0, id >= lowestID, id <= highestID else { return nil }
        var low = 0
        var high = count - 1
        while low < high {
            let middle = low + (high - low) / 2
            if self.id(at: position(atRank: middle)) < id { low = middle + 1 } else { high = middle }
        }
        let found = position(atRank: low)
        return self.id(at: found) == id ? found : nil
    }

    private static func fillTables(
        _ memory: UnsafeMutableRawPointer, _ plan: SegmentPlan, _ layout: SubstringLayout?,
        _ hashes: UnsafePointer<UInt64>, _ count: Int
    ) -> [hamming_table] {
        guard let layout else { return [] }
        var order = [UInt32](repeating: 0, count: count)
        return layout.substrings.indices.map { number in
            let place = plan.tables[number]
            let starts = memory.advanced(by: place.starts).assumingMemoryBound(to: UInt32.self)
            var table = hamming_table()
            table.starts = UnsafePointer(starts)
            table.position_bytes = UInt32(plan.positionBytes)
            guard number > 0 else {
                table.whole = hashes
                return table
            }
            let near = memory.advanced(by: place.near).assumingMemoryBound(to: UInt32.self)
            let far = memory.advanced(by: place.far).assumingMemoryBound(to: UInt8.self)
            let positions = memory.advanced(by: place.positions).assumingMemoryBound(to: UInt8.self)
            hamming_sort(layout.substrings[number], hashes, count, starts, &order)
            hamming_fill(
                layout.substrings[number], hashes, order, count, near, far, positions, table.position_bytes)
            table.near = UnsafePointer(near)
            table.far = UnsafePointer(far)
            table.positions = UnsafePointer(positions)
            return table
        }
    }
}
