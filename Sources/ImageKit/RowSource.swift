import Pixels

/// What a row's bytes are.
enum RowLayout {
    case gray
    case rgb
    /// Straight alpha, last.
    case rgba
    /// Four inks, 0 none and 255 full.
    case cmyk

    /// Bytes a pixel.
    var channels: Int {
        switch self {
        case .gray: 1
        case .rgb: 3
        case .rgba, .cmyk: 4
        }
    }
}

/// What a picture says of itself before a pixel is decoded.
struct PictureHeader: Sendable {
    var size: PixelSize
    /// A TIFF header and what follows it, in some files with the `Exif\0\0` of JPEG before it.
    var exifBlock: [UInt8]?
    /// Whether the rows come upright already, whatever EXIF says.
    var isUpright = false
    /// What a decoder of it holds at most, in bytes, besides a few rows.
    var heldBytes = 0
    /// What it holds besides where the picture turns out not to be as regular as its header has it.
    var unannouncedBytes = 0
}

/// What rows are for.
enum RowPurpose {
    /// The samples as they are stored, as Pillow's `Image.open` has them.
    case asStored
    /// Something to look at, no smaller than this, if a smaller decode is to be had for it.
    case display(atLeast: PixelSize)
    /// Only whether they can be had.
    case verification
}

/// A picture being decoded: its rows from top to bottom as they are stored, neither turned nor colour-managed. One
/// for each format; what is made of rows (previews, rasters, luma) is written once, on top.
///
/// A source borrows the file's bytes and must not outlive them.
protocol RowSource: AnyObject {
    /// Reads and judges the header; takes no memory that grows with the picture.
    static func header(of bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) -> PictureHeader

    init(_ bytes: UnsafeRawBufferPointer, for purpose: RowPurpose, limits: DecodeLimits) throws(DecodeError)

    /// Of the rows that come: the picture's, or less where the codec scales.
    var size: PixelSize { get }
    /// The part of `size` that the picture covers. A JPEG at 1/8 has its last column round up: 4,001 pixels become
    /// 501 of which 500.125 are picture.
    var extent: (width: Double, height: Double) { get }
    var layout: RowLayout { get }
    /// The ICC profile, empty where there is none.
    var profile: [UInt8] { get }

    /// Writes the next row, `size.width * layout.channels` bytes. Asked for exactly `size.height` times.
    func readRow(into row: UnsafeMutableBufferPointer<UInt8>) throws(DecodeError)

    /// Reads on to the end of the picture, once all rows are read: what is cut off or corrupt there is damage too.
    func finish() throws(DecodeError)
}

extension RowSource {
    var extent: (width: Double, height: Double) { (Double(size.width), Double(size.height)) }

    /// Hands every row to `body` and makes sure that the whole of the picture was there.
    func forEachRow(_ body: (UnsafeBufferPointer<UInt8>) -> Void) throws(DecodeError) {
        let row = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size.width * layout.channels)
        defer { row.deallocate() }
        for _ in 0..<size.height {
            try readRow(into: row)
            body(UnsafeBufferPointer(row))
        }
        try finish()
    }
}

extension ImageFormat {
    var rowSource: any RowSource.Type {
        switch self {
        case .jpeg: JPEGRows.self
        case .png: PNGRows.self
        case .webp: WebPRows.self
        case .gif: GIFRows.self
        case .bmp: BMPRows.self
        case .heic, .avif: HEIFRows.self
        }
    }
}
