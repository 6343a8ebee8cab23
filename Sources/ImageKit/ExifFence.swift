/// A TIFF block with everything taken out of it that a reader could be made to work for without end.
///
/// libexif checks its bounds and comes back from loops, but 64 kB of pointers keep it busy for half a second, entries that
/// share one value have that value copied for each, and it parses a maker's notes as soon as it sees them, which is where
/// most of its security fixes have been; no option turns that off. So what it gets to see is three directories at most
/// (the picture's, EXIF's, GPS's), apart from each other, of a bounded number of entries and bytes, without any other
/// pointer and without maker's notes.
struct ExifFence {
    static let mostEntries = 512
    static let mostValueBytes = 256 * 1024

    private(set) var block: [UInt8]
    let order: ExifEntry.Order

    private var directories: [Range<Int>] = []
    private var valueBytes = 0

    private enum Tag {
        static let exif: UInt64 = 0x8769
        static let gps: UInt64 = 0x8825
        static let interoperability: UInt64 = 0xA005
        static let makerNote: UInt64 = 0x927C
    }

    /// Nil for what does not begin as a TIFF block does.
    init?(_ block: [UInt8]) {
        guard block.count >= 8 else { return nil }
        switch (block[0], block[1]) {
        case (0x49, 0x49): order = .littleEndian
        case (0x4D, 0x4D): order = .bigEndian
        default: return nil
        }
        guard order.word(block[2..<4]) == 42 else { return nil }
        self.block = block
        guard let directory = claim(at: word(at: 4, bytes: 4)) else { return nil }
        for (pointer, place) in fence(directory, following: [Tag.exif, Tag.gps]) {
            if let directory = claim(at: word(at: place, bytes: 4)) {
                _ = fence(directory, following: [])
            } else {
                strike(entry: pointer)
            }
        }
    }

    /// Where a directory's entries and the pointer after them lie, cut to the block and to `mostEntries`. Nil where it
    /// would share a byte with the header or with another directory, so that what is struck out of one can't change
    /// what another was found to be.
    private mutating func claim(at start: Int) -> Range<Int>? {
        guard start >= 8, start + 2 <= block.count else { return nil }
        let count = min(word(at: start, bytes: 2), Self.mostEntries, (block.count - start - 2) / 12)
        let range = start..<min(start + 2 + 12 * count + 4, block.count)
        guard !directories.contains(where: { $0.overlaps(range) }) else { return nil }
        directories.append(range)
        write(count, at: start, bytes: 2)
        // The next directory is the thumbnail's.
        for byte in start + 2 + 12 * count..<range.upperBound { block[byte] = 0 }
        return range
    }

    /// Strikes out of a directory what is not to be read.
    /// - Returns: for each pointer in `following` that occurs, where its first entry is and where it points from.
    private mutating func fence(_ directory: Range<Int>, following: Set<UInt64>) -> [(entry: Int, place: Int)] {
        var pointers: [(entry: Int, place: Int)] = []
        var following = following
        let count = word(at: directory.lowerBound, bytes: 2)
        for entry in stride(from: directory.lowerBound + 2, to: directory.lowerBound + 2 + 12 * count, by: 12) {
            let tag = UInt64(word(at: entry, bytes: 2))
            switch tag {
            case Tag.exif, Tag.gps:
                if following.remove(tag) == nil { strike(entry: entry) } else { pointers.append((entry, entry + 8)) }
            case Tag.interoperability, Tag.makerNote:
                strike(entry: entry)
            default:
                let format = ExifEntry.Format(rawValue: UInt32(word(at: entry + 2, bytes: 2)))
                // At most 8 · 2³², which no `Int` of 64 bits minds.
                valueBytes += min((format?.bytesPerComponent ?? 0) * word(at: entry + 4, bytes: 4), block.count)
                if format == nil || valueBytes > Self.mostValueBytes { strike(entry: entry) }
            }
        }
        return pointers
    }

    /// Makes an entry one of a tag that nobody knows, without a value.
    private mutating func strike(entry: Int) {
        write(0xFFFF, at: entry, bytes: 2)
        write(0, at: entry + 4, bytes: 4)
    }

    private func word(at offset: Int, bytes count: Int) -> Int {
        Int(truncatingIfNeeded: order.word(block[offset..<offset + count]))
    }

    private mutating func write(_ number: Int, at offset: Int, bytes count: Int) {
        for byte in 0..<count {
            let place = order == .littleEndian ? byte : count - 1 - byte
            block[offset + place] = UInt8(truncatingIfNeeded: number >> (8 * byte))
        }
    }
}
