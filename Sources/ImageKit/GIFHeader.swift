import Pixels

/// A GIF's blocks, walked to the trailer without unpacking a pixel: the canvas, the first frame, and whether all that
/// was announced is there.
struct GIFHeader {
    /// The screen, or larger where the first frame goes beyond it, as Pillow and browsers have it.
    private(set) var canvas: PixelSize
    private(set) var frame = Frame()

    struct Frame {
        var x = 0
        var y = 0
        var size = PixelSize(width: 0, height: 0)
        var isInterlaced = false
        /// Red, green, blue of each entry; empty where the file has no table at all.
        var palette: [UInt8] = []
        /// The index that is not painted.
        var transparentIndex: UInt8?
    }

    init(_ bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) {
        guard let width = bytes.little16(at: 6), let height = bytes.little16(at: 8), let flags = bytes.byte(at: 10)
        else {
            throw Self.endsTooSoon(bytes)
        }
        canvas = PixelSize(width: width, height: height)
        let globalPalette = try Self.palette(flags, at: 13, in: bytes)
        var position = 13 + globalPalette.count
        var frames = 0
        var transparentIndex: UInt8?
        while true {
            guard let introducer = bytes.byte(at: position) else { throw Self.endsTooSoon(bytes) }
            switch introducer {
            case 0x21:
                // A graphic control: flags, delay, and the transparent index if bit 0 says so.
                if bytes.byte(at: position + 1) == 0xF9, let flags = bytes.byte(at: position + 3) {
                    transparentIndex = flags & 1 == 1 ? bytes.byte(at: position + 6) : nil
                }
                position = try Self.endOfBlocks(at: position + 2, in: bytes)
            case 0x2C:
                guard let flags = bytes.byte(at: position + 9) else { throw Self.endsTooSoon(bytes) }
                let palette = try Self.palette(flags, at: position + 10, in: bytes)
                if frames == 0 {
                    try readFrame(at: position, in: bytes)
                    frame.palette = palette.isEmpty ? globalPalette : palette
                    frame.transparentIndex = transparentIndex
                    try limits.judge(frame.size, in: .gif)
                    try limits.judge(canvas, in: .gif)
                }
                frames += 1
                guard frames <= limits.frames else { throw .tooManyFrames(limit: limits) }
                // One byte says how long the first codes are.
                position = try Self.endOfBlocks(at: position + 11 + palette.count, in: bytes)
            case 0x3B:
                guard frames > 0 else { throw .damaged(.gif, reason: "no frame in it (byte \(position))") }
                return
            default:
                throw .damaged(.gif, reason: "a block of unknown kind \(introducer) (byte \(position))")
            }
        }
    }

    private mutating func readFrame(at position: Int, in bytes: UnsafeRawBufferPointer) throws(DecodeError) {
        guard let x = bytes.little16(at: position + 1), let y = bytes.little16(at: position + 3),
            let width = bytes.little16(at: position + 5), let height = bytes.little16(at: position + 7)
        else { throw Self.endsTooSoon(bytes) }
        frame.x = x
        frame.y = y
        frame.size = PixelSize(width: width, height: height)
        frame.isInterlaced = bytes[position + 9] & 0x40 != 0
        canvas = PixelSize(width: max(canvas.width, x + width), height: max(canvas.height, y + height))
    }

    /// Empty where `flags` announces none.
    private static func palette(
        _ flags: UInt8, at position: Int, in bytes: UnsafeRawBufferPointer
    ) throws(DecodeError) -> [UInt8] {
        guard flags & 0x80 != 0 else { return [] }
        let count = 3 << (Int(flags & 7) + 1)
        guard bytes.has(count, at: position) else { throw endsTooSoon(bytes) }
        return bytes.copy(position..<position + count)
    }

    /// Skips blocks, each a length and so many bytes, to the one of no length.
    private static func endOfBlocks(at start: Int, in bytes: UnsafeRawBufferPointer) throws(DecodeError) -> Int {
        var position = start
        while let length = bytes.byte(at: position) {
            position += 1 + Int(length)
            if length == 0 { return position }
        }
        throw endsTooSoon(bytes)
    }

    private static func endsTooSoon(_ bytes: UnsafeRawBufferPointer) -> DecodeError {
        .damaged(.gif, reason: "the file ends before its trailer (byte \(bytes.count))")
    }
}
