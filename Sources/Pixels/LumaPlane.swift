/// Gray samples, 0 (black) to 255 (white), row after row without padding.
public struct LumaPlane: Equatable, Sendable {
    public let size: PixelSize
    /// `size.area` samples; the one at (x, y) is `samples[y * size.width + x]`.
    public let samples: [UInt8]

    /// - Precondition: `samples.count == size.area`.
    public init(size: PixelSize, samples: [UInt8]) {
        precondition(samples.count == size.area, "a luma plane has one sample a pixel")
        self.size = size
        self.samples = samples
    }
}
