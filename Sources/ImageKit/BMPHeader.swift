import Pixels

/// What stands in a BMP before its pixels: the file header, one of seven info headers, masks and palette.
struct BMPHeader {
    enum Encoding: Equatable {
        /// Indices of 1, 4 or 8 bits, the leftmost pixel in the highest bits.
        case indices
        /// Run lengths of 4- or 8-bit indices.
        case runs
        /// Pixels of 16, 24 or 32 bits whose channels lie under masks.
        case masked([Mask])
    }

    /// Where a channel's bits are in a pixel.
    struct Mask: Equatable {
        let bits: UInt32

        /// 0…255, as Pillow scales: the share of the channel's highest value, rounded down. 0 where there are no bits.
        func value(of pixel: UInt32) -> UInt8 {
            guard bits != 0 else { return 0 }
            let shift = UInt32(bits.trailingZeroBitCount)
            return UInt8(UInt64((pixel & bits) >> shift) * 255 / UInt64(bits >> shift))
        }
    }

    /// BITMAPCOREHEADER, BITMAPINFOHEADER, V2, V3, OS/2 2, V4, V5.
    static let knownSizes = [12, 40, 52, 56, 64, 108, 124]

    let size: PixelSize
    let isTopDown: Bool
    let bitsPerPixel: Int
    let encoding: Encoding
    /// Red, green, blue of each entry that there is.
    let palette: [UInt8]
    /// Where the pixels start.
    let offset: Int

    /// Bytes of a row that is not run-length coded: padded to a multiple of four.
    var rowBytes: Int { (size.width * bitsPerPixel + 31) / 32 * 4 }

    init(_ bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) {
        guard let headerSize = bytes.little32(at: 14), Self.knownSizes.contains(headerSize),
            bytes.has(headerSize, at: 14)
        else { throw .damaged(.bmp, reason: "the file ends in its header (byte \(bytes.count))") }
        let isCore = headerSize == 12
        let width = isCore ? bytes.little16(at: 18) : bytes.signedLittle32(at: 18)
        let height = isCore ? bytes.little16(at: 20) : bytes.signedLittle32(at: 22)
        // A negative height says that the first row is the upper one.
        size = PixelSize(width: width ?? 0, height: abs(height ?? 0))
        isTopDown = (height ?? 0) < 0
        try limits.judge(size, in: .bmp)
        bitsPerPixel = bytes.little16(at: isCore ? 24 : 28) ?? 0
        let compression = isCore ? 0 : bytes.little32(at: 30) ?? 0
        let masksFollow = headerSize == 40 ? (compression == 3 ? 12 : compression == 6 ? 16 : 0) : 0
        encoding = try Self.encoding(compression, bitsPerPixel, headerSize, in: bytes)

        let paletteStart = 14 + headerSize + masksFollow
        let announced = isCore ? 0 : bytes.little32(at: 46) ?? 0
        let entryBytes = isCore ? 3 : 4
        let most = bitsPerPixel <= 8 ? 1 << bitsPerPixel : 0
        let entries = announced == 0 ? most : min(announced, most)
        let declared = bytes.little32(at: 10) ?? 0
        // Some writers leave the offset at the end of the header, where the palette is.
        let paletteEnd = paletteStart + entries * entryBytes
        offset = declared <= paletteStart ? paletteEnd : declared
        guard bytes.has(0, at: offset), bytes.has(entries * entryBytes, at: paletteStart) else {
            throw .damaged(.bmp, reason: "the pixels start at byte \(offset) of \(bytes.count)")
        }
        palette = (0..<entries).flatMap { entry -> [UInt8] in
            let start = paletteStart + entry * entryBytes
            return [bytes[start + 2], bytes[start + 1], bytes[start]]
        }
    }

    private static func encoding(
        _ compression: Int, _ bits: Int, _ headerSize: Int, in bytes: UnsafeRawBufferPointer
    ) throws(DecodeError) -> Encoding {
        func masks(_ bits: UInt32...) -> Encoding { .masked(bits.map(Mask.init)) }
        switch (compression, bits) {
        case (0, 1), (0, 4), (0, 8): return .indices
        case (1, 8), (2, 4): return .runs
        case (0, 16): return masks(0x7C00, 0x03E0, 0x001F)
        // The fourth byte is none of the picture unless a mask says so.
        case (0, 24), (0, 32): return masks(0xFF0000, 0x00FF00, 0x0000FF)
        case (3, 16), (3, 32), (6, 16), (6, 32):
            // In the header from version 2 on, right behind it before. Alpha from version 3 on, or by compression 6.
            let hasAlpha = headerSize >= 56 && headerSize != 64 || compression == 6
            var found: [Mask] = []
            for index in 0..<(hasAlpha ? 4 : 3) {
                guard let mask = bytes.little32(at: 54 + 4 * index) else {
                    throw .damaged(.bmp, reason: "the file ends in its masks (byte \(bytes.count))")
                }
                found.append(Mask(bits: UInt32(mask)))
            }
            if found.count == 4, found[3].bits == 0 { found.removeLast() }
            guard found.allSatisfy({ isRun($0.bits) }) else { throw .unsupported(.bmp, reason: "masks with holes") }
            return .masked(found)
        default:
            throw .unsupported(.bmp, reason: "compression \(compression) with \(bits) bits a pixel")
        }
    }

    /// True for bits without a hole between them; zero bits have none either.
    private static func isRun(_ bits: UInt32) -> Bool {
        bits.leadingZeroBitCount + bits.nonzeroBitCount + bits.trailingZeroBitCount == 32 || bits == 0
    }
}
