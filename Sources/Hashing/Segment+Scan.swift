import CHamming

extension Segment {
    /// Tests every hash against all that is left of the questions. Where there are no planes, and many questions to share
    /// the work, planes are made of a stretch of hashes at a time, in the cache.
    func scan(_ rest: [Remainder], _ removed: RemovedPositions, _ harvests: inout [Harvest]) {
        guard planes != nil || rest.count >= Self.fewestForPlanes else {
            for remainder in rest { scanHashes(remainder, removed, &harvests[remainder.number]) }
            return
        }
        let isLimited = harvests[rest[0].number].isLimited
        withScanRoom(sieves: rest.count) { room in
            for (place, remainder) in rest.enumerated() {
                hamming_set_sieve(
                    room.sieves + place, remainder.question.query, UInt32(harvests[remainder.number].radius))
            }
            if let planes {
                for stretch in stretches(isLimited ? Int(HAMMING_BLOCK_HASHES) : count, most: isLimited ? 8192 : count)
                {
                    let start = planes + Int(HAMMING_BLOCK_WORDS) * (stretch.lowerBound / Int(HAMMING_BLOCK_HASHES))
                    sweep(start, of: stretch, rest, removed, room, &harvests)
                }
            } else {
                for stretch in stretches(isLimited ? Int(HAMMING_BLOCK_HASHES) : Self.blockCount, most: Self.blockCount)
                {
                    let level = rest[0].question.kernel.rawValue
                    hamming_fill_planes(level, hashes + stretch.lowerBound, stretch.count, room.planes)
                    sweep(UnsafePointer(room.planes), of: stretch, rest, removed, room, &harvests)
                }
            }
        }
    }

    /// Tests the hashes themselves.
    private func scanHashes(_ remainder: Remainder, _ removed: RemovedPositions, _ harvest: inout Harvest) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.blockCount) { room in
            guard let start = room.baseAddress else { return }
            for stretch in stretches(harvest.isLimited ? 64 : Self.blockCount, most: Self.blockCount) {
                let found = hamming_within(
                    remainder.question.kernel.rawValue, hashes + stretch.lowerBound, stretch.count,
                    remainder.question.query, UInt32(harvest.radius), start)
                guard found > 0 else { continue }
                for place in 0..<found { start[place] += UInt32(stretch.lowerBound) }
                add(found, of: remainder, removed, start, &harvest)
            }
        }
    }

    /// Holds the planes of a stretch of hashes against all questions.
    private func sweep(
        _ planes: UnsafePointer<UInt64>, of stretch: Range<Int>, _ rest: [Remainder], _ removed: RemovedPositions,
        _ room: ScanRoom, _ harvests: inout [Harvest]
    ) {
        var sweep = hamming_sweep()
        sweep.planes = planes
        sweep.count = stretch.count
        sweep.sieves = UnsafePointer(room.sieves)
        sweep.sieve_count = rest.count
        sweep.end_block = SegmentPlan.blockCount(stretch.count)
        repeat {
            let found = hamming_sweep(rest[0].question.kernel.rawValue, &sweep, room.hits, ScanRoom.hitCount)
            var next = 0
            while next < found {
                let sieve = room.hits[next].query
                var taken = 0
                while next < found, room.hits[next].query == sieve {
                    room.positions[taken] = room.hits[next].position + UInt32(stretch.lowerBound)
                    taken += 1
                    next += 1
                }
                let remainder = rest[Int(sieve)]
                add(taken, of: remainder, removed, room.positions, &harvests[remainder.number])
            }
        } while sweep.next_block < sweep.end_block
        guard harvests[rest[0].number].isLimited else { return }
        for (place, remainder) in rest.enumerated() {
            let radius = UInt32(harvests[remainder.number].radius)
            if radius < room.sieves[place].radius {
                hamming_set_sieve(room.sieves + place, remainder.question.query, radius)
            }
        }
    }

    private func stretches(_ first: Int, most: Int) -> Stretches {
        Stretches(count: count, step: first, most: most)
    }

    private func withScanRoom(sieves: Int, _ body: (ScanRoom) -> Void) {
        // Unsafe: kernels are C. The arrays are one allocation, cut in order of alignment.
        let planeBytes = planes == nil ? 8 * Int(HAMMING_BLOCK_WORDS) * SegmentPlan.blockCount(Self.blockCount) : 0
        let hitBytes = MemoryLayout<hamming_hit>.stride * ScanRoom.hitCount
        let sieveBytes = MemoryLayout<hamming_sieve>.stride * sieves
        let bytes = planeBytes + hitBytes + sieveBytes + 4 * ScanRoom.hitCount
        withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { memory in
            guard let start = memory.baseAddress else { return }
            let hits = start + planeBytes
            let sieveStart = hits + hitBytes
            body(
                ScanRoom(
                    planes: start.bindMemory(to: UInt64.self, capacity: planeBytes / 8),
                    hits: hits.bindMemory(to: hamming_hit.self, capacity: ScanRoom.hitCount),
                    sieves: sieveStart.bindMemory(to: hamming_sieve.self, capacity: sieves),
                    positions: (sieveStart + sieveBytes).bindMemory(to: UInt32.self, capacity: ScanRoom.hitCount)))
        }
    }

    /// Hashes that a scan tests in one call: their positions stay in the first cache.
    private static let blockCount = 2048
    /// From so many questions on planes are worth making.
    private static let fewestForPlanes = 6
}

/// Positions in stretches, each twice as long as the one before up to the most: with a limit short ones first, so that the
/// radius shrinks before much is found in vain. A type of its own, since the library's `sequence` is looked up at run time.
private struct Stretches: Sequence, IteratorProtocol {
    let count: Int
    var step: Int
    let most: Int
    var start = 0

    mutating func next() -> Range<Int>? {
        guard start < count else { return nil }
        let stretch = start..<Swift.min(start + step, count)
        start = stretch.upperBound
        step = Swift.min(2 * step, most)
        return stretch
    }
}

/// What a scan of planes writes to.
private struct ScanRoom {
    let planes: UnsafeMutablePointer<UInt64>
    let hits: UnsafeMutablePointer<hamming_hit>
    let sieves: UnsafeMutablePointer<hamming_sieve>
    let positions: UnsafeMutablePointer<UInt32>

    static let hitCount = 4096
}
