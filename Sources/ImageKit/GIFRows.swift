import CImageKit
import Pixels

/// Rows of a GIF's first frame on its canvas, by giflib. Interlaced frames are held whole, a byte a pixel.
final class GIFRows: RowSource {
    let size: PixelSize
    let layout: RowLayout
    let profile: [UInt8] = []
    private let frame: GIFHeader.Frame
    private let codec: UnsafeMutablePointer<GifFileType>
    private let reader: Reader
    /// `layout.channels` bytes for each of the 256 indices. One that the palette lacks is black.
    private let colours: [UInt8]
    /// Which index stands where the frame doesn't reach.
    private let background: UInt8
    private var row = 0
    /// The indices of a row of the frame, or of the whole frame where it is interlaced.
    private var indices: [UInt8]

    static func header(of bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) -> PictureHeader {
        let header = try GIFHeader(bytes, limits: limits)
        return PictureHeader(
            size: header.canvas, exifBlock: nil, heldBytes: header.frame.isInterlaced ? header.frame.size.area : 0)
    }

    init(_ bytes: UnsafeRawBufferPointer, for purpose: RowPurpose, limits: DecodeLimits) throws(DecodeError) {
        let header = try GIFHeader(bytes, limits: limits)
        size = header.canvas
        frame = header.frame
        layout = frame.transparentIndex == nil ? .rgb : .rgba
        background = frame.transparentIndex ?? 0
        colours = Self.colours(of: frame, layout)
        indices = Array(repeating: 0, count: frame.isInterlaced ? frame.size.area : frame.size.width)
        reader = Reader(bytes)
        var status: Int32 = 0
        guard let codec = DGifOpen(Unmanaged.passUnretained(reader).toOpaque(), Reader.read, &status) else {
            throw .damaged(.gif, reason: Reader.sentence(status, at: reader.position, row: 0))
        }
        self.codec = codec
        try findFrame()
        if frame.isInterlaced { try readInterlaced() }
    }

    deinit { DGifCloseFile(codec, nil) }

    func readRow(into row: UnsafeMutableBufferPointer<UInt8>) throws(DecodeError) {
        let y = self.row - frame.y
        self.row += 1
        let isInside = (0..<frame.size.height).contains(y)
        if isInside && !frame.isInterlaced { try readLine(at: 0, row: y) }
        let start = frame.isInterlaced ? y * frame.size.width : 0
        let channels = layout.channels
        for x in 0..<size.width {
            let isPainted = isInside && x >= frame.x && x - frame.x < frame.size.width
            let index = Int(isPainted ? indices[start + x - frame.x] : background)
            for channel in 0..<channels { row[x * channels + channel] = colours[index * channels + channel] }
        }
    }

    /// The header's walk has been to the trailer, and giflib to the end of the frame's codes.
    func finish() throws(DecodeError) {}

    /// Goes through the blocks before the first frame.
    private func findFrame() throws(DecodeError) {
        var kind = UNDEFINED_RECORD_TYPE
        while true {
            try check(DGifGetRecordType(codec, &kind))
            switch kind {
            case IMAGE_DESC_RECORD_TYPE:
                try check(DGifGetImageDesc(codec))
                // Two readers of one header: where they don't see the same frame, neither is to be believed.
                guard Int(codec.pointee.Image.Width) == frame.size.width,
                    Int(codec.pointee.Image.Height) == frame.size.height
                else { throw .damaged(.gif, reason: "two sizes of one frame (byte \(reader.position))") }
                return
            case EXTENSION_RECORD_TYPE:
                var label: Int32 = 0
                var block: UnsafeMutablePointer<GifByteType>?
                try check(DGifGetExtension(codec, &label, &block))
                while block != nil { try check(DGifGetExtensionNext(codec, &block)) }
            default:
                throw .damaged(.gif, reason: "no frame (byte \(reader.position))")
            }
        }
    }

    /// Four passes: every eighth row from 0, from 4, every fourth from 2, every second from 1.
    private func readInterlaced() throws(DecodeError) {
        for (first, step) in [(0, 8), (4, 8), (2, 4), (1, 2)] {
            for y in stride(from: first, to: frame.size.height, by: step) {
                try readLine(at: y * frame.size.width, row: y)
            }
        }
    }

    private func readLine(at start: Int, row: Int) throws(DecodeError) {
        let width = frame.size.width
        let status = indices.withUnsafeMutableBufferPointer { indices in
            DGifGetLine(
                codec, UnsafeMutableBufferPointer(rebasing: indices[start..<start + width]).baseAddress, Int32(width))
        }
        try check(status, row: row)
    }

    private func check(_ status: Int32, row: Int = 0) throws(DecodeError) {
        guard status != GIF_OK else { return }
        throw .damaged(.gif, reason: Reader.sentence(codec.pointee.Error, at: reader.position, row: row))
    }

    private static func colours(of frame: GIFHeader.Frame, _ layout: RowLayout) -> [UInt8] {
        let entries = frame.palette.count / 3
        // Without a table an index is its own gray; so it is, as Pillow has it, beyond a table that starts that way.
        let isGrayRamp = (0..<entries).allSatisfy { entry in
            (0..<3).allSatisfy { Int(frame.palette[3 * entry + $0]) == entry }
        }
        return (0..<256).flatMap { index -> [UInt8] in
            var colour: [UInt8] =
                index < entries
                ? Array(frame.palette[3 * index..<3 * index + 3])
                : Array(repeating: isGrayRamp ? UInt8(index) : 0, count: 3)
            if layout == .rgba { colour.append(frame.transparentIndex == UInt8(index) ? 0 : 255) }
            return colour
        }
    }
}

/// Feeds giflib from memory.
private final class Reader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// giflib's callback: fewer bytes than asked for are an error of its own. It never jumps.
    static let read: InputFunc = { file, target, count in
        guard let file, let target, count > 0, let data = file.pointee.UserData else { return 0 }
        let reader = Unmanaged<Reader>.fromOpaque(data).takeUnretainedValue()
        let given = min(Int(count), reader.bytes.count - reader.position)
        guard given > 0, let base = reader.bytes.baseAddress else { return 0 }
        UnsafeMutableRawPointer(target).copyMemory(from: base + reader.position, byteCount: given)
        reader.position += given
        return Int32(given)
    }

    static func sentence(_ status: Int32, at position: Int, row: Int) -> String {
        let words = GifErrorString(status).map { String(cString: $0) } ?? "giflib error \(status)"
        return "\(words) (byte \(position), row \(row))"
    }
}
