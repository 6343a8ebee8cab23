import CImageShims
import Pixels

/// Rows of a PNG by libpng: gray, or palette and colour as RGB, with alpha where there is any. Samples of 16 bits are
/// cut to their high byte, as Pillow does. An interlaced picture is held whole.
///
/// A gAMA chunk alone is not honoured: programs have written wrong ones for decades, and neither Pillow nor most
/// viewers go by it. An iCCP chunk is; sRGB needs nothing.
final class PNGRows: RowSource {
    let size: PixelSize
    let layout: RowLayout
    let profile: [UInt8]
    private let codec: OpaquePointer
    private let limits: DecodeLimits
    /// A row of 16-bit gray on its way to 8, empty for all else.
    private var deepRow: [UInt8]

    static func header(of bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) -> PictureHeader {
        guard bytes.has("IHDR", at: 12), let width = bytes.big32(at: 16), let height = bytes.big32(at: 20) else {
            throw .damaged(.png, reason: "no header chunk")
        }
        let size = PixelSize(width: width, height: height)
        try limits.judge(size, in: .png)
        // Interlaced, it is held whole, in four bytes a pixel at most.
        let held = bytes.byte(at: 28) == 0 ? 0 : 4 * size.area
        return PictureHeader(size: size, exifBlock: try exifBlock(in: bytes, limits: limits), heldBytes: held)
    }

    init(_ bytes: UnsafeRawBufferPointer, for purpose: RowPurpose, limits: DecodeLimits) throws(DecodeError) {
        let header = try Self.header(of: bytes, limits: limits)
        var asStored = false
        if case .asStored = purpose { asStored = true }
        var info = calotype_png_info()
        var failure = calotype_failure()
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard
            let codec = calotype_png_open(start, bytes.count, limits.metadataBytes, asStored, &info, &failure)
        else { throw DecodeError(failure, format: .png, limits: limits) }
        self.codec = codec
        self.limits = limits
        size = header.size
        layout =
            switch info.channels {
            case 1: .gray
            case 3: .rgb
            default: .rgba
            }
        profile = info.profile.map { Array(UnsafeBufferPointer(start: $0, count: info.profile_count)) } ?? []
        deepRow = info.bytes_per_sample == 2 ? Array(repeating: 0, count: 2 * header.size.width) : []
    }

    deinit { calotype_png_close(codec) }

    func readRow(into row: UnsafeMutableBufferPointer<UInt8>) throws(DecodeError) {
        var failure = calotype_failure()
        let succeeded =
            deepRow.isEmpty
            ? calotype_png_row(codec, row.baseAddress, &failure)
            : deepRow.withUnsafeMutableBufferPointer { calotype_png_row(codec, $0.baseAddress, &failure) }
        guard succeeded else { throw DecodeError(failure, format: .png, limits: limits) }
        // Pillow makes "L" of "I;16" by clamping: 255 for all that has a high byte.
        for index in 0..<deepRow.count / 2 {
            row[index] = deepRow[2 * index] != 0 ? 255 : deepRow[2 * index + 1]
        }
    }

    func finish() throws(DecodeError) {
        var failure = calotype_failure()
        guard calotype_png_finish(codec, &failure) else { throw DecodeError(failure, format: .png, limits: limits) }
    }

    /// eXIf may stand behind the pixels, so that the chunks are walked by their lengths, to the last.
    private static func exifBlock(
        in bytes: UnsafeRawBufferPointer, limits: DecodeLimits
    ) throws(DecodeError) -> [UInt8]? {
        var position = 8
        while let length = bytes.big32(at: position), bytes.has(length, at: position + 8) {
            if bytes.has("eXIf", at: position + 4) {
                try limits.judge(metadataBytes: length)
                return bytes.copy(position + 8..<position + 8 + length)
            }
            position += 12 + length
        }
        return nil
    }
}
