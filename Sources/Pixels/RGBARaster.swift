/// Colour pixels in sRGB: red, green, blue and straight (not premultiplied) alpha, a byte each, row after row
/// without padding.
public struct RGBARaster: Equatable, Sendable {
    public let size: PixelSize
    /// `4 * size.area` bytes; the pixel at (x, y) starts at `4 * (y * size.width + x)`.
    public let samples: [UInt8]
    /// True where every alpha is known to be 255, so that encoders without alpha need not look.
    public let isOpaque: Bool

    /// - Precondition: `samples.count == 4 * size.area`.
    public init(size: PixelSize, samples: [UInt8], isOpaque: Bool) {
        precondition(samples.count == 4 * size.area, "an RGBA raster has four bytes a pixel")
        self.size = size
        self.samples = samples
        self.isOpaque = isOpaque
    }
}
