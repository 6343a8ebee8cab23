public import Pixels

/// An opened picture: its bytes and its judged header. Nothing is decoded yet, and nothing is kept of a decode.
///
/// Whatever decodes, decodes the whole picture: a file that is cut off or corrupt anywhere is `DecodeError.damaged`,
/// however small the preview. Of an animation that means the first frame, and that the others are all there.
public struct ImageFile: Sendable {
    public let format: ImageFormat
    /// Width and height as stored, before any turning by EXIF. (HEIC and AVIF turn by themselves.)
    public let storedSize: PixelSize
    /// From EXIF, `upright` where it says nothing or has no say, as in HEIC and AVIF.
    public let orientation: Orientation
    /// What JPEG, PNG, WebP, HEIC and AVIF carry of it; nil where there is none that can be read.
    public let exif: ExifMetadata?
    let file: FileBytes
    var limits: DecodeLimits
    /// What decoding holds besides a few rows, and what it may hold besides, see `PictureHeader`.
    let heldBytes: Int
    let unannouncedBytes: Int

    /// Maps the file for reading: it costs no memory of this process, and must not be cut short while in use.
    public init(contentsOf path: String, limits: DecodeLimits = .default) throws(DecodeError) {
        try self.init(FileBytes(mapping: path, limits: limits), limits)
    }

    public init(bytes: [UInt8], limits: DecodeLimits = .default) throws(DecodeError) {
        guard bytes.count <= limits.bytes else { throw .tooManyBytes(bytes.count, limit: limits) }
        try self.init(FileBytes(bytes), limits)
    }

    private init(_ file: FileBytes, _ limits: DecodeLimits) throws(DecodeError) {
        let (format, header) = try file.withBytes { (bytes) throws(DecodeError) -> (ImageFormat, PictureHeader) in
            guard let format = ImageFormat(sniffing: bytes) else { throw .notAnImage }
            return (format, try format.rowSource.header(of: bytes, limits: limits))
        }
        self.file = file
        self.limits = limits
        self.format = format
        storedSize = header.size
        heldBytes = header.heldBytes
        unannouncedBytes = header.unannouncedBytes
        exif = header.exifBlock.flatMap(ExifMetadata.init(block:))
        let asked = header.isUpright ? nil : exif?.orientation
        orientation = asked.flatMap(Orientation.init(rawValue:)) ?? .upright
    }

    /// Width and height as looked at.
    public var uprightSize: PixelSize { orientation.applied(to: storedSize) }

    /// The whole picture, upright, in sRGB.
    public func uprightRaster() throws(DecodeError) -> RGBARaster {
        try withRows(for: .display(atLeast: storedSize)) { (source) throws(DecodeError) -> RGBARaster in
            let rows = DisplayRows(source)
            var raster = RasterBuilder(
                stored: source.size, layout: rows.layout, orientation: orientation, transform: rows.remainingTransform)
            try rows.forEachRow { raster.push($0) }
            return raster.finish()
        }
    }

    /// The pixels as they are stored, neither turned nor colour-managed: to the bit what Pillow's
    /// `Image.open(file).convert("L")` gives, alpha ignored.
    public func storedLuma() throws(DecodeError) -> LumaPlane {
        try withRows(for: .asStored) { (source) throws(DecodeError) -> LumaPlane in
            let size = source.size
            var samples = [UInt8](repeating: 0, count: size.area)
            var start = 0
            try source.forEachRow { row in
                samples.withUnsafeMutableBufferPointer {
                    Luma.convert(row, source.layout, into: .init(rebasing: $0[start..<start + size.width]))
                }
                start += size.width
            }
            return LumaPlane(size: size, samples: samples)
        }
    }

    /// Whether the whole of it decodes, at the smallest scale that there is.
    public func verify() throws(DecodeError) {
        try withRows(for: .verification) { (source) throws(DecodeError) in try source.forEachRow { _ in } }
    }

    /// Opens a source of rows for as long as `body` runs.
    func withRows<Result>(
        for purpose: RowPurpose, _ body: (any RowSource) throws(DecodeError) -> Result
    ) throws(DecodeError) -> Result {
        try file.withBytes { (bytes) throws(DecodeError) -> Result in
            try body(format.rowSource.init(bytes, for: purpose, limits: limits))
        }
    }
}
