import CHamming

/// How the 64 bits of a hash are cut into substrings for multi-index hashing, one table of buckets for each.
struct SubstringLayout: Sendable {
    let cut: hamming_layout
    let substrings: [hamming_substring]
    private let masks: [ShellMasks]

    /// The cut for so many hashes; nil where they are so few that a scan is faster at any radius.
    ///
    /// Short substrings make few buckets with much in them, long ones many with little: a visit to a bucket costs as much
    /// as reading some tens of entries, so about 16 to 150 entries a bucket are best (docs/performance.md).
    init?(count: Int) {
        switch count {
        case ..<1_000: return nil
        case ..<40_000: self.init(substringCount: 6)
        case ..<400_000: self.init(substringCount: 5)
        case ..<40_000_000: self.init(substringCount: 4)
        default: self.init(substringCount: 3)
        }
    }

    init(substringCount: Int) {
        let cut = hamming_cut(UInt32(substringCount))
        self.cut = cut
        substrings = withUnsafeBytes(of: cut.substrings) { bytes in
            Array(bytes.bindMemory(to: hamming_substring.self).prefix(substringCount))
        }
        masks = substrings.map { ShellMasks.of(bits: Int($0.bits)) }
    }

    var count: Int { substrings.count }

    func bucketCount(_ table: Int) -> Int { 1 << Int(substrings[table].bits) }

    /// What a bucket of this table is turned by to get to all that are `shell` bits away. Empty where the substring is
    /// shorter than that, nil where they are too many.
    func shell(_ shell: Int, ofTable table: Int) -> UnsafeBufferPointer<UInt32>? {
        if shell > Int(substrings[table].bits) { return UnsafeBufferPointer(start: masks[table].masks, count: 0) }
        return masks[table].shell(shell)
    }
}
