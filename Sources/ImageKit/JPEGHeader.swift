import Pixels

/// What stands in a JPEG before its first scan. Read here, not by libjpeg, so that a picture is judged without a codec
/// and EXIF and ICC are found without copies of every marker; libjpeg reads it again when pixels are wanted.
struct JPEGHeader {
    private(set) var size = PixelSize(width: 0, height: 0)
    /// Where the TIFF block of the first EXIF segment lies.
    private(set) var exif: Range<Int>?
    /// The ICC profile, empty where there is none or its pieces don't fit.
    private(set) var profile: [UInt8] = []
    /// What all coefficients of the picture take, in bytes.
    private(set) var coefficientBytes = 0
    /// Whether they come in several scans, so that whoever decodes them has to hold them all.
    private(set) var hasSeveralScans = false
    private var componentCount = 0

    init(_ bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) {
        var pieces: [Int: Range<Int>] = [:]
        var pieceCount = 0
        var metadataBytes = 0
        var position = 2
        while true {
            let segment = try Segment(after: position, in: bytes)
            position = segment.payload.upperBound
            switch segment.marker {
            case 0xDA:
                guard size.width > 0 else { throw .damaged(.jpeg, reason: "a scan before any frame header") }
                let scanned = bytes.byte(at: segment.payload.lowerBound).map(Int.init)
                hasSeveralScans = hasSeveralScans || scanned != componentCount
                profile = Self.joined(pieces, count: pieceCount, in: bytes)
                return
            case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(segment.marker):
                try readFrame(segment.payload, in: bytes, limits: limits)
                // The progressive kinds: Huffman, arithmetic, and the two that are differential.
                hasSeveralScans = segment.marker & 3 == 2
            case 0xE1 where exif == nil && bytes.has("Exif\0", at: segment.payload.lowerBound):
                guard segment.payload.count > 6 else { continue }
                exif = segment.payload.dropFirst(6)
                metadataBytes += segment.payload.count
            case 0xE2 where bytes.has("ICC_PROFILE\0", at: segment.payload.lowerBound):
                guard segment.payload.count > 14 else { continue }
                // The number of this piece, from 1, and how many there are.
                pieces[Int(bytes[segment.payload.lowerBound + 12])] = segment.payload.dropFirst(14)
                pieceCount = Int(bytes[segment.payload.lowerBound + 13])
                metadataBytes += segment.payload.count
            default:
                continue
            }
            try limits.judge(metadataBytes: metadataBytes)
        }
    }

    private mutating func readFrame(
        _ payload: Range<Int>, in bytes: UnsafeRawBufferPointer, limits: DecodeLimits
    ) throws(DecodeError) {
        let start = payload.lowerBound
        guard payload.count >= 6, let height = bytes.big16(at: start + 1), let width = bytes.big16(at: start + 3) else {
            throw .damaged(.jpeg, reason: "a frame header of \(payload.count) bytes (byte \(start))")
        }
        guard bytes[start] == 8 else { throw .unsupported(.jpeg, reason: "\(bytes[start]) bits a sample") }
        size = PixelSize(width: width, height: height)
        try limits.judge(size, in: .jpeg)
        // Of each component its number, its sampling each way in half a byte, and its quantisers.
        componentCount = Int(bytes.byte(at: start + 5) ?? 0)
        let samplings = (0..<componentCount).compactMap { bytes.byte(at: start + 7 + 3 * $0) }
            .map { (across: max(1, Int($0 >> 4)), down: max(1, Int($0 & 15))) }
        let across = samplings.map(\.across).max() ?? 1
        let down = samplings.map(\.down).max() ?? 1
        let units = ((width + 8 * across - 1) / (8 * across)) * ((height + 8 * down - 1) / (8 * down))
        coefficientBytes = samplings.reduce(0) { $0 + 128 * $1.across * $1.down } * units
    }

    private static func joined(
        _ pieces: [Int: Range<Int>], count: Int, in bytes: UnsafeRawBufferPointer
    ) -> [UInt8] {
        guard count > 0, pieces.count == count else { return [] }
        var profile: [UInt8] = []
        for number in 1...count {
            guard let piece = pieces[number] else { return [] }
            profile += bytes[piece]
        }
        return profile
    }
}

/// A marker with the bytes that belong to it.
private struct Segment {
    let marker: UInt8
    let payload: Range<Int>

    /// The next segment, skipping what libjpeg skips: bytes that are no marker, and fill bytes.
    init(after start: Int, in bytes: UnsafeRawBufferPointer) throws(DecodeError) {
        var position = start
        while true {
            guard let first = bytes.byte(at: position), let second = bytes.byte(at: position + 1) else {
                throw .damaged(.jpeg, reason: "the file ends in its header (byte \(bytes.count))")
            }
            if first == 0xFF, second != 0xFF, second != 0x00 {
                if second == 0x01 || (0xD0...0xD7).contains(second) {
                    position += 2  // Markers that stand alone.
                    continue
                }
                marker = second
                break
            }
            position += 1
        }
        guard marker != 0xD9 else { throw .damaged(.jpeg, reason: "the image ends in its header (byte \(position))") }
        guard let length = bytes.big16(at: position + 2), length >= 2, bytes.has(length, at: position + 2) else {
            throw .damaged(.jpeg, reason: "a segment goes beyond the end of the file (byte \(position))")
        }
        payload = position + 4..<position + 2 + length
    }
}
