import CImageShims
import Pixels

/// Rows of a HEIC or AVIF in RGB, by libheif. It gives no rows while it decodes, and nothing smaller than the whole, which is
/// held twice: in planes and in RGB.
final class HEIFRows: RowSource {
    let size: PixelSize
    let layout: RowLayout
    let profile: [UInt8]
    private let picture: HEIFPicture
    private let pixels: (start: UnsafePointer<UInt8>, stride: Int)
    private var nextRow = 0

    /// The decoder's frame, libheif's copy of it and one that is turned, in up to 16 bits and three planes, and RGB.
    private static let bytesAPixel = 16

    static func header(of bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) -> PictureHeader {
        let picture = try HEIFPicture(bytes, limits: limits)
        return PictureHeader(
            size: picture.size, exifBlock: try picture.exifBlock(), isUpright: true,
            heldBytes: bytesAPixel * picture.size.area)
    }

    init(_ bytes: UnsafeRawBufferPointer, for purpose: RowPurpose, limits: DecodeLimits) throws(DecodeError) {
        let picture = try HEIFPicture(bytes, limits: limits)
        try picture.decode(picture.info.has_alpha ? CALOTYPE_HEIF_RGBA : CALOTYPE_HEIF_RGB, of: bytes.count)
        guard let pixels = picture.plane(0, of: picture.size) else {
            throw .damaged(picture.format, reason: "another size than the file says (of \(bytes.count) bytes)")
        }
        self.picture = picture
        self.pixels = pixels
        size = picture.size
        layout = picture.info.has_alpha ? .rgba : .rgb
        profile = picture.profile
    }

    func readRow(into row: UnsafeMutableBufferPointer<UInt8>) throws(DecodeError) {
        let start = pixels.start + nextRow * pixels.stride
        nextRow += 1
        _ = row.update(fromContentsOf: UnsafeBufferPointer(start: start, count: row.count))
    }

    /// It is decoded whole at the start.
    func finish() throws(DecodeError) {}
}
