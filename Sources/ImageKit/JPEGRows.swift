import CImageShims
import Pixels

/// Rows of a JPEG by libjpeg-turbo, at the smallest DCT scale that serves. A baseline picture holds a few rows of
/// blocks; one of several scans holds all its coefficients, two bytes a sample.
final class JPEGRows: RowSource {
    let size: PixelSize
    let extent: (width: Double, height: Double)
    let layout: RowLayout
    let profile: [UInt8]
    private let codec: OpaquePointer
    private let limits: DecodeLimits

    static func header(of bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) -> PictureHeader {
        let header = try JPEGHeader(bytes, limits: limits)
        let held = header.hasSeveralScans ? header.coefficientBytes : 0
        return PictureHeader(
            size: header.size, exifBlock: header.exif.map(bytes.copy), heldBytes: held,
            unannouncedBytes: header.coefficientBytes - held)
    }

    init(_ bytes: UnsafeRawBufferPointer, for purpose: RowPurpose, limits: DecodeLimits) throws(DecodeError) {
        let header = try JPEGHeader(bytes, limits: limits)
        let (codec, codecLayout) = try Self.open(bytes, header, limits: limits)
        var failure = calotype_failure()
        let denominator = purpose.denominator(for: header.size)
        var (width, height) = (UInt32(0), UInt32(0))
        let scanLimit = Int32(clamping: limits.scans(for: header.size))
        guard calotype_jpeg_start(codec, UInt32(denominator), scanLimit, &width, &height, &failure) else {
            calotype_jpeg_close(codec)
            throw DecodeError(failure, format: .jpeg, limits: limits)
        }
        self.codec = codec
        self.limits = limits
        size = PixelSize(width: Int(width), height: Int(height))
        extent = (
            Double(header.size.width) / Double(denominator), Double(header.size.height) / Double(denominator)
        )
        layout =
            switch codecLayout {
            case CALOTYPE_JPEG_GRAY: .gray
            case CALOTYPE_JPEG_CMYK: .cmyk
            default: .rgb
            }
        profile = header.profile
    }

    /// A codec that has read the header too, to be closed by whoever asked for it.
    static func open(
        _ bytes: UnsafeRawBufferPointer, _ header: JPEGHeader, limits: DecodeLimits
    ) throws(DecodeError) -> (codec: OpaquePointer, layout: calotype_jpeg_layout) {
        var info = calotype_jpeg_info()
        var failure = calotype_failure()
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard let codec = calotype_jpeg_open(start, bytes.count, &info, &failure) else {
            throw DecodeError(failure, format: .jpeg, limits: limits)
        }
        // Two readers of one header: where they don't see the same picture, neither is to be believed.
        guard info.width == header.size.width, info.height == header.size.height else {
            calotype_jpeg_close(codec)
            throw .damaged(.jpeg, reason: "two sizes, \(header.size) and \(info.width) × \(info.height)")
        }
        return (codec, info.layout)
    }

    deinit { calotype_jpeg_close(codec) }

    func readRow(into row: UnsafeMutableBufferPointer<UInt8>) throws(DecodeError) {
        var failure = calotype_failure()
        guard calotype_jpeg_row(codec, row.baseAddress, &failure) else {
            throw DecodeError(failure, format: .jpeg, limits: limits)
        }
        // Adobe writes inks the other way round, and what writes them without saying Adobe has learnt it there: Pillow
        // takes all CMYK so.
        if layout == .cmyk {
            for index in row.indices { row[index] = 255 - row[index] }
        }
    }

    func finish() throws(DecodeError) {
        var failure = calotype_failure()
        guard calotype_jpeg_finish(codec, &failure) else {
            throw DecodeError(failure, format: .jpeg, limits: limits)
        }
    }
}

extension RowPurpose {
    /// The DCT scale, as 1 over this. All entropy-coded data are read at every scale.
    fileprivate func denominator(for size: PixelSize) -> Int {
        switch self {
        case .asStored: 1
        case .verification: 8
        case .display(let least):
            [8, 4, 2].first { size.width / $0 >= least.width && size.height / $0 >= least.height } ?? 1
        }
    }
}
