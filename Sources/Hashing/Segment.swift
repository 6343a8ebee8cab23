import CHamming

/// Hashes that never change, laid out for search: in one block of memory, with the tables of multi-index hashing where
/// they are many enough.
///
/// A hash's *position* is its place in the order of the first table (of ids, where there are no tables). The other tables
/// name it by that, in three bytes where that suffices. So 10 million hashes with four tables take 39 bytes each: hash 8,
/// id 4, order of ids 3, and 8 in each of three tables. Up to 400,000 they lie there once more as bit planes, 9 bytes each.
///
/// Unchecked: the pointers lead into `memory`, which nobody writes after `init` and which `owner` keeps.
final class Segment: @unchecked Sendable {
    let count: Int
    /// Nil where there are no tables.
    let layout: SubstringLayout?
    /// Bytes of memory in all.
    let footprint: Int
    /// By position.
    let hashes: UnsafePointer<UInt64>
    let tables: [hamming_table]
    /// The same hashes bit by bit, in blocks; nil where they are so many that this would gain nothing.
    let planes: UnsafePointer<UInt64>?
    /// None where there are no tables.
    let steps: SearchSteps
    /// Tables and steps as a search takes them; nil where there are none. Its own memory, freed in `deinit`.
    let lookup: UnsafePointer<hamming_index>?

    /// Keeps the memory where it is.
    private let owner: any AnyObject & Sendable
    private let memory: UnsafeRawPointer
    /// Ids by position, less the lowest: in four bytes where they suffice, else in eight.
    private let ids: UnsafeRawPointer
    private let idsAreShort: Bool
    let lowestID: Int64
    let highestID: Int64
    /// Positions in the order of ids, where that is another.
    private let order: PackedPositions?

    /// Takes ids that ascend, each once, and the hash of each.
    convenience init(
        ids entries: [Int64], hashes bits: [UInt64], layout: SubstringLayout?, mayHavePlanes: Bool = true
    ) {
        precondition(entries.count == bits.count && entries.count < Int(UInt32.max))
        let extent = SegmentExtent(
            count: entries.count, lowestID: entries.first ?? 0, highestID: entries.last ?? 0, layout: layout,
            mayHavePlanes: mayHavePlanes)
        let memory = SegmentMemory(bytes: extent.plan.bytes, for: entries.count)
        SegmentWriter(start: memory.start, extent: extent).write(entries, bits)
        self.init(extent, at: UnsafeRawPointer(memory.start), keptBy: memory)
    }

    /// Reads what another segment of the same extent has in its `bytes`.
    init(_ extent: SegmentExtent, at memory: UnsafeRawPointer, keptBy owner: any AnyObject & Sendable) {
        let plan = extent.plan
        let hashes = memory.assumingMemoryBound(to: UInt64.self)
        count = extent.count
        layout = extent.layout
        footprint = plan.bytes
        let steps = SearchSteps(layout: extent.layout, count: extent.count)
        planes = plan.planes.map { memory.advanced(by: $0).assumingMemoryBound(to: UInt64.self) }
        let tables = plan.tables.indices.map { number in
            let place = plan.tables[number]
            var table = hamming_table()
            table.starts = memory.advanced(by: place.starts).assumingMemoryBound(to: UInt32.self)
            table.position_bytes = UInt32(plan.positionBytes)
            if number == 0 {
                table.whole = hashes
            } else {
                table.near = memory.advanced(by: place.near).assumingMemoryBound(to: UInt32.self)
                table.far = memory.advanced(by: place.far).assumingMemoryBound(to: UInt8.self)
                table.positions = memory.advanced(by: place.positions).assumingMemoryBound(to: UInt8.self)
            }
            return table
        }
        self.owner = owner
        self.memory = memory
        self.hashes = hashes
        self.tables = tables
        self.steps = steps
        lookup = extent.layout.map { Self.lookup($0, hashes, extent.count, tables, steps) }
        ids = memory.advanced(by: plan.ids)
        idsAreShort = extent.idsAreShort
        lowestID = extent.lowestID
        highestID = extent.highestID
        order = extent.layout.map { _ in
            PackedPositions(start: memory.advanced(by: plan.order), bytes: plan.positionBytes)
        }
    }

    deinit {
        lookup?.pointee.steps.deallocate()
        lookup?.deallocate()
    }

    private static func lookup(
        _ layout: SubstringLayout, _ hashes: UnsafePointer<UInt64>, _ count: Int, _ tables: [hamming_table],
        _ steps: SearchSteps
    ) -> UnsafePointer<hamming_index> {
        let kept = UnsafeMutablePointer<hamming_step>.allocate(capacity: steps.steps.count)
        kept.initialize(from: steps.steps, count: steps.steps.count)
        let lookup = UnsafeMutablePointer<hamming_index>.allocate(capacity: 1)
        lookup.initialize(to: hamming_index())
        lookup.pointee.hashes = hashes
        lookup.pointee.count = count
        lookup.pointee.layout = layout.cut
        withUnsafeMutableBytes(of: &lookup.pointee.tables) { bytes in
            _ = bytes.bindMemory(to: hamming_table.self).update(fromContentsOf: tables)
        }
        lookup.pointee.steps = UnsafePointer(kept)
        lookup.pointee.step_count = steps.steps.count
        lookup.pointee.visit_cost = steps.cost.visit
        lookup.pointee.entry_cost = steps.cost.entry
        return UnsafePointer(lookup)
    }

    /// All that it is, as it lies in memory.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: footprint) }

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
}
