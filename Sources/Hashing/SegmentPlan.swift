/// Where in a segment's memory each array starts, in bytes.
struct SegmentPlan {
    struct Table {
        var starts = 0
        var near = 0
        var far = 0
        var positions = 0
    }

    // Hashes come first, at 0.
    private(set) var ids = 0
    private(set) var order = 0
    private(set) var tables: [Table] = []
    /// Of all.
    private(set) var bytes = 0
    /// What one position takes.
    let positionBytes: Int

    init(count: Int, idsAreShort: Bool, layout: SubstringLayout?) {
        positionBytes = count <= 1 << 24 ? 3 : 4
        // Kernels read whole vectors: up to 16 entries beyond the last.
        let padded = count + 16
        _ = take(8 * padded)
        ids = take((idsAreShort ? 4 : 8) * count)
        guard let layout else { return }
        order = take(positionBytes * count + 1)
        for number in layout.substrings.indices {
            var table = Table()
            table.starts = take(4 * (layout.bucketCount(number) + 1))
            if number > 0 {
                table.near = take(4 * padded)
                table.far = take(padded)
                table.positions = take(positionBytes * count + 1)
            }
            tables.append(table)
        }
    }

    private mutating func take(_ size: Int) -> Int {
        let start = bytes
        bytes += (size + 63) / 64 * 64
        return start
    }
}

/// Numbers of three or four bytes each, the lowest first.
struct PackedPositions {
    let start: UnsafeMutableRawPointer
    let bytes: Int

    subscript(place: Int) -> UInt32 {
        let low =
            UInt32(start.load(fromByteOffset: bytes * place, as: UInt8.self))
            | UInt32(start.load(fromByteOffset: bytes * place + 1, as: UInt8.self)) << 8
            | UInt32(start.load(fromByteOffset: bytes * place + 2, as: UInt8.self)) << 16
        return bytes == 3 ? low : low | UInt32(start.load(fromByteOffset: bytes * place + 3, as: UInt8.self)) << 24
    }

    func set(_ place: Int, to position: UInt32) {
        for byte in 0..<bytes {
            start.storeBytes(
                of: UInt8(truncatingIfNeeded: position >> UInt32(8 * byte)), toByteOffset: bytes * place + byte,
                as: UInt8.self)
        }
    }
}
