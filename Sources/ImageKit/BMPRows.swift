import Pixels

/// Rows of a BMP, by our own reader: the format is little more than rows in a file. Run-length coded pictures are held
/// whole, a byte a pixel, since they start with the lowest row.
final class BMPRows: RowSource {
    let layout: RowLayout
    let profile: [UInt8] = []
    private let bytes: UnsafeRawBufferPointer
    private let header: BMPHeader
    /// Red, green, blue for each of 256 indices. One that the palette lacks is black.
    private let colours: [UInt8]
    /// The indices of a run-length coded picture in file order, empty for all others.
    private let indices: [UInt8]
    private var row = 0

    var size: PixelSize { header.size }

    static func header(of bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) -> PictureHeader {
        let header = try BMPHeader(bytes, limits: limits)
        return PictureHeader(
            size: header.size, exifBlock: nil, heldBytes: header.encoding == .runs ? header.size.area : 0)
    }

    init(_ bytes: UnsafeRawBufferPointer, for purpose: RowPurpose, limits: DecodeLimits) throws(DecodeError) {
        let header = try BMPHeader(bytes, limits: limits)
        self.bytes = bytes
        self.header = header
        if case .masked(let masks) = header.encoding, masks.count == 4 { layout = .rgba } else { layout = .rgb }
        colours = header.palette + Array(repeating: 0, count: max(0, 768 - header.palette.count))
        if header.encoding == .runs {
            indices = try BMPRuns.indices(bytes, header)
        } else {
            indices = []
            // Both factors are bounded by the limits on sides.
            guard bytes.has(header.rowBytes * header.size.height, at: header.offset) else {
                let rows = (bytes.count - header.offset) / header.rowBytes
                throw .damaged(.bmp, reason: "the file ends too soon (byte \(bytes.count), row \(rows))")
            }
        }
    }

    func readRow(into row: UnsafeMutableBufferPointer<UInt8>) throws(DecodeError) {
        let inFile = header.isTopDown ? self.row : size.height - 1 - self.row
        self.row += 1
        let line = header.offset + inFile * header.rowBytes
        switch header.encoding {
        case .runs:
            for x in 0..<size.width { paint(Int(indices[inFile * size.width + x]), at: x, in: row) }
        case .indices:
            let bits = header.bitsPerPixel
            for x in 0..<size.width {
                let bit = x * bits
                let index = Int(bytes[line + bit / 8]) >> (8 - bits - bit % 8) & ((1 << bits) - 1)
                paint(index, at: x, in: row)
            }
        case .masked(let masks):
            let pixelBytes = header.bitsPerPixel / 8
            for x in 0..<size.width {
                var pixel: UInt32 = 0
                for byte in 0..<pixelBytes { pixel |= UInt32(bytes[line + x * pixelBytes + byte]) << UInt32(8 * byte) }
                for (channel, mask) in masks.enumerated() { row[x * masks.count + channel] = mask.value(of: pixel) }
            }
        }
    }

    /// Whether the pixels are all there is judged at the start.
    func finish() throws(DecodeError) {}

    private func paint(_ index: Int, at x: Int, in row: UnsafeMutableBufferPointer<UInt8>) {
        for channel in 0..<3 { row[3 * x + channel] = colours[3 * index + channel] }
    }
}

/// Run lengths of indices (BI_RLE8, BI_RLE4).
enum BMPRuns {
    /// All indices in file order. What no run paints is 0. A run that goes beyond its row is cut off, as elsewhere;
    /// the mark at the end of the bitmap has to be there.
    static func indices(_ bytes: UnsafeRawBufferPointer, _ header: BMPHeader) throws(DecodeError) -> [UInt8] {
        let (width, height) = (header.size.width, header.size.height)
        let isNibbles = header.bitsPerPixel == 4
        var indices = [UInt8](repeating: 0, count: width * height)
        var (x, y) = (0, 0)
        var position = header.offset
        while let count = bytes.byte(at: position), let value = bytes.byte(at: position + 1) {
            position += 2
            switch (count, value) {
            case (0, 0):  // The row ends.
                x = 0
                y += 1
            case (0, 1):  // The picture ends.
                return indices
            case (0, 2):  // Goes right and up.
                guard let right = bytes.byte(at: position), let up = bytes.byte(at: position + 1) else { break }
                position += 2
                x += Int(right)
                y += Int(up)
            default:
                // So many indices as they stand, padded to two bytes; or one byte's index or two, so many times.
                let isLiteral = count == 0
                let length = Int(isLiteral ? value : count)
                let literalBytes = isNibbles ? (length + 1) / 2 : length
                if isLiteral, !bytes.has(literalBytes, at: position) { position = bytes.count; break }
                for step in 0..<length where x + step < width && y < height {
                    let byte = isLiteral ? bytes[position + (isNibbles ? step / 2 : step)] : value
                    indices[y * width + x + step] = isNibbles ? (step % 2 == 0 ? byte >> 4 : byte & 15) : byte
                }
                x = min(x + length, width)
                if isLiteral { position += (literalBytes + 1) / 2 * 2 }
            }
            guard y <= height else { throw .damaged(.bmp, reason: "runs beyond the last row (byte \(position))") }
        }
        throw .damaged(.bmp, reason: "the file ends before its runs do (byte \(bytes.count), row \(y))")
    }
}
