import CHamming
import Dispatch

extension Segment {
    /// For each position the lowest one of the set it is in, where all that are at most `radius` bits apart are in one set.
    ///
    /// A pair that is near differs in few bits of some substring, so for each table its buckets are compared with those that are
    /// as few bits away, all entries of one with all of the other. Where that is more than to compare all with all, that.
    func rootsOfGroups(within radius: Int, kernel: HammingKernel = .best) -> [UInt32] {
        let forests = (0..<Self.cores).map { _ in Forest(count: count) }
        guard radius >= 0, count > 1 else { return forests[0].roots() }
        let radius = min(radius, 64)
        if let layout, steps.cost(ofRadius: radius) < steps.cost.ofScan / 2 {
            for step in steps.steps[...radius] {
                join(
                    tables[Int(step.table)], layout.substrings[Int(step.table)],
                    UnsafeBufferPointer(start: step.masks, count: step.mask_count), radius, kernel, forests)
            }
        } else {
            joinAll(radius, kernel, forests)
        }
        for forest in forests.dropFirst() { forests[0].unite(with: forest) }
        return forests[0].roots()
    }

    /// How many threads share the work; each has a forest of its own, four bytes a hash.
    private static let cores = min(16, Int(hamming_processors()))

    private func join(
        _ table: hamming_table, _ substring: hamming_substring, _ masks: UnsafeBufferPointer<UInt32>, _ radius: Int,
        _ kernel: HammingKernel, _ forests: [Forest]
    ) {
        let buckets = 1 << Int(substring.bits)
        // Unevenly filled buckets go round in slices.
        let slices = min(buckets, 64 * forests.count)
        // Unsafe: C's struct of pointers is not Sendable, but these lead into memory that nobody writes meanwhile.
        nonisolated(unsafe) let table = table
        // Unsafe: the masks are written once, before this, and outlive the call.
        nonisolated(unsafe) let masks = masks
        DispatchQueue.concurrentPerform(iterations: forests.count) { worker in
            for slice in stride(from: worker, to: slices, by: forests.count) {
                var join = hamming_join()
                join.table = table
                join.substring = substring
                join.hashes = hashes
                join.masks = masks.baseAddress
                join.mask_count = masks.count
                join.radius = UInt32(radius)
                join.first = UInt32(buckets * slice / slices)
                join.end = UInt32(buckets * (slice + 1) / slices)
                hamming_join(kernel.rawValue, &join, forests[worker].parents)
            }
        }
    }

    /// One bucket a block of 1,024 hashes, each compared with all others.
    private func joinAll(_ radius: Int, _ kernel: HammingKernel, _ forests: [Forest]) {
        let bits = (0..<32).first { 1 << $0 >= (count + 1023) / 1024 } ?? 32
        let starts = (0...(1 << bits)).map { UInt32(min(1024 * $0, count)) }
        starts.withUnsafeBufferPointer { starts in
            var table = hamming_table()
            table.starts = starts.baseAddress
            table.whole = hashes
            let substring = hamming_substring(shift: 0, bits: UInt32(bits))
            Array(0..<UInt32(1 << bits)).withUnsafeBufferPointer { masks in
                join(table, substring, masks, radius, kernel, forests)
            }
        }
    }
}

/// Sets of positions, each a tree whose root is its lowest. Unchecked: one thread at a time has it.
private final class Forest: @unchecked Sendable {
    let parents: UnsafeMutablePointer<UInt32>
    private let count: Int

    init(count: Int) {
        self.count = count
        parents = .allocate(capacity: count)
        for position in 0..<count { parents[position] = UInt32(position) }
    }

    deinit { parents.deallocate() }

    func unite(with other: Forest) {
        for position in 0..<count where other.parents[position] != UInt32(position) {
            hamming_unite(parents, UInt32(position), other.parents[position])
        }
    }

    func roots() -> [UInt32] {
        (0..<count).map { hamming_root(parents, UInt32($0)) }
    }
}
