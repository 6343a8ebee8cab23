import ImageKit
import Testing

/// Blocks that were made to hurt. None has an answer that matters; each has to come back, whole and soon.
@Suite("EXIF from a stranger")
struct ExifHostileTests {
    @Test("a block cut off anywhere gives what is left of it", arguments: try ExifCase.all())
    func truncated(sample: ExifCase) {
        for length in 0..<sample.bytes.count {
            check(ExifMetadata(block: Array(sample.bytes.prefix(length))))
        }
    }

    @Test("a damaged block does no harm", arguments: try ExifCase.all())
    func mutated(sample: ExifCase) {
        var random = SeededBytes(state: 20)
        for _ in 0..<200 {
            var bytes = sample.bytes
            for _ in 0...random.below(8) {
                let at = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes[at] = UInt8(random.below(256))
                case 1: bytes[at] ^= 1 << random.below(8)
                case 2: for index in at..<min(at + 4, bytes.count) { bytes[index] = 0xFF }
                default: for index in at..<min(at + 4, bytes.count) { bytes[index] = 0 }
                }
            }
            check(ExifMetadata(block: bytes))
        }
    }

    @Test("directories that point at themselves and at each other come to an end")
    func loops() throws {
        let toItself = Block.little(entries: [Block.make, .init(tag: 0x8769, type: 4, count: 1, value: 8)], next: 8)
        #expect(try #require(ExifMetadata(block: toItself))["Make"] == .text("abc"))
        // EXIF's directory holds the way back to the first and to GPS, which is EXIF's own.
        let pointers: [Block.Entry] = [
            .init(tag: 0x8769, type: 4, count: 1, value: 8), .init(tag: 0x8825, type: 4, count: 1, value: 8),
            .init(tag: 0xA005, type: 4, count: 1, value: 8),
        ]
        let many = (0..<300).flatMap { _ in pointers }
        check(ExifMetadata(block: Block.little(entries: [Block.make] + many, next: 8)))
    }

    @Test(
        "counts and offsets past the end leave out their tag alone", arguments: [1, 2, 3, 4, 5, 7, 9, 10, 12, 13, 99])
    func pastTheEnd(type: UInt16) throws {
        for count: UInt32 in [5, 0x7FFF_FFFF, 0x2000_0001, 0xFFFF_FFFF] {
            for value: UInt32 in [0, 8, 200, 0x7FFF_FFFF, 0xFFFF_FFF0, 0xFFFF_FFFF] {
                let hostile = Block.Entry(tag: 0x0110, type: type, count: count, value: value)
                let exif = try #require(ExifMetadata(block: Block.little(entries: [Block.make, hostile], next: value)))
                #expect(exif["Make"] == .text("abc"))
                check(exif)
            }
        }
    }

    @Test("ten thousand entries give at most 512 tags")
    func manyEntries() throws {
        let entries = (0..<10_000).map { Block.Entry(tag: UInt16($0), type: 3, count: 1, value: 1) }
        for block in [
            Block.little(entries: entries, next: 0), Block.little(entries: Array(entries.dropFirst(256)), next: 0),
        ] {
            let exif = try #require(ExifMetadata(block: block))
            #expect(exif.tags.count <= 512)
            check(exif)
        }
    }

    @Test("a list longer than any camera's and a text without end are left out and cut")
    func longValues() throws {
        let long = Block.Entry(tag: 0x010E, type: 2, count: 40_000, value: 50)
        let list = Block.Entry(tag: 0x012D, type: 3, count: 768, value: 50)
        let block = Block.little(entries: [list, long], next: 0) + Array(repeating: UInt8(ascii: "x"), count: 50_000)
        let exif = try #require(ExifMetadata(block: block))
        #expect(exif["TransferFunction"] == nil)
        #expect(exif["ImageDescription"]?.text?.count == 4096)
    }

    @Test("maker's notes are not read, whatever they claim to be")
    func makerNotes() throws {
        for maker in [
            "Nikon", "OLYMP", "FUJIFILM", "a note",
        ] {
            let note = Block.Entry(tag: 0x927C, type: 7, count: 0xFF00, value: 38)
            let block = Block.little(entries: [Block.make, note], next: 0) + Array(maker.utf8)
            let padded = block + Array(repeating: UInt8(ascii: "x"), count: 0xFF00)
            let exif = try #require(ExifMetadata(block: padded))
            #expect(exif.tags.map(\.name) == ["Make"])
        }
    }

    /// What holds for every answer.
    private func check(_ exif: ExifMetadata?) {
        guard let exif else { return }
        #expect(!exif.tags.isEmpty)
        #expect(exif.orientation.map { 1...8 ~= $0 } ?? true)
        #expect(exif.takenAt.map { 0...999 ~= $0.milliseconds } ?? true)
        #expect(exif.gps.map { abs($0.latitude) <= 90 && abs($0.longitude) <= 180 } ?? true)
        for tag in exif.tags {
            #expect(tag.value.numbers?.allSatisfy(\.isFinite) ?? true)
            #expect(tag.value.text.map { !$0.isEmpty && !$0.contains("\0") } ?? true)
        }
    }
}

/// A little-endian TIFF block of one directory, its entries as they are given.
private enum Block {
    struct Entry {
        let tag: UInt16
        let type: UInt16
        let count: UInt32
        let value: UInt32
    }

    /// "abc", in place.
    static let make = Entry(tag: 0x010F, type: 2, count: 4, value: 0x0063_6261)

    static func little(entries: [Entry], next: UInt32) -> [UInt8] {
        var bytes = Array("II*\0\u{8}\0\0\0".utf8)
        func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
        }
        append(UInt16(entries.count))
        for entry in entries {
            append(entry.tag)
            append(entry.type)
            append(entry.count)
            append(entry.value)
        }
        append(next)
        return bytes
    }
}

/// splitmix64, so that a failure can be seen again.
private struct SeededBytes {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ z >> 31) % UInt64(bound))
    }
}
