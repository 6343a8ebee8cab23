import CHamming

/// Memory that a segment was made in; freed with the last who holds it. Unchecked: nobody writes to it once it is made.
final class SegmentMemory: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    private let bytes: Int

    init(bytes: Int, for count: Int) {
        // As Swift's own arrays do when memory runs out: a value type has nobody to hand such an error to.
        guard let start = hamming_allocate(bytes) else { fatalError("no memory for \(count) hashes") }
        self.start = start
        self.bytes = bytes
    }

    deinit { hamming_free(start, bytes) }
}

/// Lays out ids and hashes in a segment's memory, which is all zeros.
struct SegmentWriter {
    let start: UnsafeMutableRawPointer
    let extent: SegmentExtent

    private var plan: SegmentPlan { extent.plan }
    private var hashes: UnsafeMutablePointer<UInt64> { start.assumingMemoryBound(to: UInt64.self) }

    /// Takes ids that ascend, and the hash of each.
    func write(_ ids: [Int64], _ bits: [UInt64]) {
        // The first table's order is the order of everything else.
        var entryAt: [UInt32]?
        if let layout = extent.layout {
            var order = [UInt32](repeating: 0, count: extent.count)
            hamming_sort(layout.substrings[0], bits, extent.count, starts(ofTable: 0), &order)
            for position in 0..<extent.count { hashes[position] = bits[Int(order[position])] }
            entryAt = order
        } else {
            for position in 0..<extent.count { hashes[position] = bits[position] }
        }
        let idStart = start.advanced(by: plan.ids)
        for position in 0..<extent.count {
            let id = ids[entryAt.map { Int($0[position]) } ?? position]
            if extent.idsAreShort {
                idStart.storeBytes(of: UInt32(id &- extent.lowestID), toByteOffset: 4 * position, as: UInt32.self)
            } else {
                idStart.storeBytes(of: id, toByteOffset: 8 * position, as: Int64.self)
            }
        }
        if let entryAt {
            let order = start.advanced(by: plan.order)
            for position in 0..<extent.count {
                PackedPositions.set(
                    Int(entryAt[position]), to: UInt32(position), at: order, bytes: plan.positionBytes)
            }
        }
        if let planes = plan.planes {
            hamming_fill_planes(
                HammingKernel.best.rawValue, hashes, extent.count,
                start.advanced(by: planes).assumingMemoryBound(to: UInt64.self))
        }
        fillTables()
    }

    private func fillTables() {
        guard let layout = extent.layout else { return }
        var order = [UInt32](repeating: 0, count: extent.count)
        for number in layout.substrings.indices.dropFirst() {
            let place = plan.tables[number]
            hamming_sort(layout.substrings[number], hashes, extent.count, starts(ofTable: number), &order)
            hamming_fill(
                layout.substrings[number], hashes, order, extent.count,
                start.advanced(by: place.near).assumingMemoryBound(to: UInt32.self),
                start.advanced(by: place.far).assumingMemoryBound(to: UInt8.self),
                start.advanced(by: place.positions).assumingMemoryBound(to: UInt8.self), UInt32(plan.positionBytes))
        }
    }

    private func starts(ofTable number: Int) -> UnsafeMutablePointer<UInt32> {
        start.advanced(by: plan.tables[number].starts).assumingMemoryBound(to: UInt32.self)
    }
}
