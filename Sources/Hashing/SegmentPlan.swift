import CHamming

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
    /// Nil where there are none.
    private(set) var planes: Int?
    /// Of all.
    private(set) var bytes = 0
    /// What one position takes.
    let positionBytes: Int

    init(count: Int, idsAreShort: Bool, layout: SubstringLayout?, hasPlanes: Bool) {
        positionBytes = count <= 1 << 24 ? 3 : 4
        // Kernels read whole vectors: up to 16 entries beyond the last.
        let padded = count + 16
        _ = take(8 * padded)
        ids = take((idsAreShort ? 4 : 8) * count)
        if hasPlanes {
            planes = take(8 * Int(HAMMING_BLOCK_WORDS) * Self.blockCount(count))
        }
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

    /// How many blocks of planes so many hashes fill.
    static func blockCount(_ count: Int) -> Int {
        (count + Int(HAMMING_BLOCK_HASHES) - 1) / Int(HAMMING_BLOCK_HASHES)
    }

    private mutating func take(_ size: Int) -> Int {
        let start = bytes
        bytes += (size + 63) / 64 * 64
        return start
    }
}
