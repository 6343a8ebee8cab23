import Pixels

/// What a picture may ask of us, judged from its header before memory is taken.
public struct DecodeLimits: Equatable, Sendable {
    /// Width times height.
    public var pixels: Int
    /// Width, and height.
    public var side: Int
    /// Pictures in an animation, of which only the first is decoded.
    public var frames: Int
    /// The length of the file.
    public var bytes: Int
    /// EXIF block and ICC profile together, unpacked.
    public var metadataBytes: Int
    /// Scans of a JPEG. Each costs a pass over the whole picture and next to no bytes, so that for large pictures the
    /// bound is lower, see `scans(for:)`. Encoders write 10 or so.
    public var scans: Int
    /// Memory beyond `ImageFile.previewBytes(longerSide:)` that a decode may take when it finds the picture less regular than its
    /// header has it; see `DecodeError.needsMore`.
    public var unannouncedBytes: Int

    public init(
        pixels: Int = 100_000_000, side: Int = 65_500, frames: Int = 10_000, bytes: Int = 128 << 20,
        metadataBytes: Int = 4 << 20, scans: Int = 100, unannouncedBytes: Int = .max
    ) {
        self.pixels = pixels
        self.side = side
        self.frames = frames
        self.bytes = bytes
        self.metadataBytes = metadataBytes
        self.scans = scans
        self.unannouncedBytes = unannouncedBytes
    }

    public static let `default` = DecodeLimits()

    /// The scans that a JPEG with so many pixels may have: at most 2 × 10⁹ pixels are visited (about ten seconds of
    /// work that a file of a few kilobytes could ask for), but 20 scans are always granted.
    func scans(for size: PixelSize) -> Int {
        min(scans, max(20, 2_000_000_000 / max(1, size.area)))
    }

    func judge(_ size: PixelSize, in format: ImageFormat) throws(DecodeError) {
        guard size.width > 0, size.height > 0 else {
            throw .damaged(format, reason: "a side of \(size.width) × \(size.height) pixels")
        }
        // Sides first: below that limit the area can't overflow.
        guard size.longerSide <= side, size.area <= pixels else { throw .tooLarge(size, limit: self) }
    }

    func judge(metadataBytes count: Int) throws(DecodeError) {
        guard count <= metadataBytes else { throw .tooMuchMetadata(bytes: count, limit: self) }
    }
}
