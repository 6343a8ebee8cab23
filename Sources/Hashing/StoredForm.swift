import CHamming

/// How an index lies in bytes: a head of words (16, and 8 for each segment), then for each segment its memory as it is and
/// the bits of what was removed, each from a boundary of 64 bytes on, then the recent ids and hashes.
struct StoredForm {
    /// A segment, and words of removed positions.
    struct Part {
        let extent: SegmentExtent
        let removedWords: Int

        static let wordCount = 8
    }

    /// Goes up whenever a segment is laid out in another way.
    private static let version: UInt64 = 1
    /// "CALOHASH".
    private static let magic: UInt64 = 0x4853_4148_4f4c_4143
    private static let headWords = 16
    static let checksumPlace = 3
    private static let notePlace = 6
    private static let mostNotes = 4

    /// All words of the head; that of the checksum is 0 when the checksum is taken.
    var head: [UInt64]
    private(set) var parts: [Part] = []
    /// Where in the bytes each part's memory and removals are.
    private(set) var blocks: [(memory: Int, removed: Int)] = []
    private(set) var recentStart = 0
    let recentCount: Int
    let note: [Int64]

    init(_ index: SimilarityIndex, note: [Int64]) {
        precondition(note.count <= Self.mostNotes)
        recentCount = index.recent.count
        self.note = note
        head = []
        parts = index.parts.map { part in
            let extent = SegmentExtent(
                count: part.segment.count, lowestID: part.segment.lowestID, highestID: part.segment.highestID,
                layout: part.segment.layout, mayHavePlanes: part.segment.planes != nil)
            return Part(extent: extent, removedWords: part.removed.words.count)
        }
        let total = placeBlocks()
        head = [Self.magic, Self.version, UInt64(total), 0, UInt64(parts.count), UInt64(recentCount)]
        head += note.map { UInt64(bitPattern: $0) }
        head += [UInt64](repeating: 0, count: Self.headWords - head.count)
        for part in parts { head += part.words }
    }

    /// Nil where the bytes are not whole and undamaged.
    init?(readingFrom bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 * Self.headWords, Int(bitPattern: bytes.baseAddress) % 64 == 0 else { return nil }
        let first = bytes.words(at: 0, count: Self.headWords)
        // Sizes are judged before anything is added up: a damaged one may be any number.
        guard first[0] == Self.magic, first[1] == Self.version, first[2] == UInt64(bytes.count), first[4] <= 64,
            first[5] < RecentChunk.capacity
        else { return nil }
        let partCount = Int(first[4])
        recentCount = Int(first[5])
        note = first[Self.notePlace..<Self.notePlace + Self.mostNotes].map { Int64(bitPattern: $0) }
        let headCount = Self.headWords + Part.wordCount * partCount
        guard bytes.count >= 8 * headCount else { return nil }
        head = bytes.words(at: 0, count: headCount)
        for number in 0..<partCount {
            guard let part = Part(head[(Self.headWords + Part.wordCount * number)...]) else { return nil }
            parts.append(part)
        }
        guard placeBlocks() == bytes.count, head[Self.checksumPlace] == checksum(bytes) else { return nil }
    }

    /// - Returns: bytes of all.
    private mutating func placeBlocks() -> Int {
        var place = 8 * (Self.headWords + Part.wordCount * parts.count)
        for part in parts {
            blocks.append((memory: place, removed: place + part.extent.plan.bytes))
            place += part.extent.plan.bytes + (8 * part.removedWords + 63) / 64 * 64
        }
        recentStart = place
        return place + 16 * recentCount
    }

    private func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var unsigned = head
        unsigned[Self.checksumPlace] = 0
        var sum = unsigned.withUnsafeBytes { Self.checksum($0, after: 0) }
        for (part, block) in zip(parts, blocks) {
            sum = Self.checksum(UnsafeRawBufferPointer(rebasing: bytes[block.memory..<block.removed]), after: sum)
            let removed = block.removed..<block.removed + 8 * part.removedWords
            sum = Self.checksum(UnsafeRawBufferPointer(rebasing: bytes[removed]), after: sum)
        }
        return Self.checksum(UnsafeRawBufferPointer(rebasing: bytes[recentStart...]), after: sum)
    }

    static func checksum(_ bytes: UnsafeRawBufferPointer, after sum: UInt64) -> UInt64 {
        hamming_checksum(sum, bytes.baseAddress, bytes.count)
    }

    /// Up to a boundary of 64 bytes.
    static func padded(_ words: [UInt64]) -> [UInt64] {
        words + [UInt64](repeating: 0, count: (8 - words.count % 8) % 8)
    }
}

extension StoredForm.Part {
    fileprivate var words: [UInt64] {
        [
            UInt64(extent.count), UInt64(bitPattern: extent.lowestID), UInt64(bitPattern: extent.highestID),
            UInt64(extent.layout?.count ?? 0), extent.hasPlanes ? 1 : 0, UInt64(removedWords),
            UInt64(extent.plan.bytes), 0,
        ]
    }

    /// Nil where these can't be the words of a segment.
    fileprivate init?(_ slice: ArraySlice<UInt64>) {
        let words = Array(slice.prefix(Self.wordCount))
        guard (1..<UInt64(UInt32.max)).contains(words[0]), words[3] == 0 || (3...8).contains(words[3]), words[4] <= 1,
            words[5] == 0 || words[5] == (words[0] + 63) / 64
        else { return nil }
        extent = SegmentExtent(
            count: Int(words[0]), lowestID: Int64(bitPattern: words[1]), highestID: Int64(bitPattern: words[2]),
            layout: words[3] == 0 ? nil : SubstringLayout(substringCount: Int(words[3])), mayHavePlanes: words[4] == 1)
        removedWords = Int(words[5])
        guard UInt64(extent.plan.bytes) == words[6] else { return nil }
    }
}
