import Pixels

/// Puts rows as they are stored into an upright sRGB raster, one at a time.
struct RasterBuilder {
    private let stored: PixelSize
    private let layout: RowLayout
    private let orientation: Orientation
    private let transform: ColorTransform?
    private var samples: [UInt8]
    /// The row in hand after its transform. Empty where there is none.
    private var transformed: [UInt8]
    private var row = 0
    private var leastAlpha: UInt8 = 255

    /// - Parameters:
    ///   - layout: `gray`, `rgb` or `rgba`.
    ///   - transform: takes rows of this layout to sRGB.
    init(stored: PixelSize, layout: RowLayout, orientation: Orientation, transform: ColorTransform?) {
        self.stored = stored
        self.layout = layout
        self.orientation = orientation
        self.transform = transform
        samples = Array(repeating: 0, count: 4 * stored.area)
        transformed = transform.map { Array(repeating: 0, count: stored.width * $0.output.channels) } ?? []
    }

    mutating func push(_ row: UnsafeBufferPointer<UInt8>) {
        guard let transform else { return place(row, as: layout) }
        // Taken out and put back, so that both it and `self` can be written to.
        var buffer = transformed
        transformed = []
        buffer.withUnsafeMutableBufferPointer { buffer in
            guard let from = row.baseAddress, let to = buffer.baseAddress else { return }
            transform.apply(from, into: to, pixels: stored.width)
            place(UnsafeBufferPointer(buffer), as: transform.output)
        }
        transformed = buffer
    }

    func finish() -> RGBARaster {
        RGBARaster(size: orientation.applied(to: stored), samples: samples, isOpaque: leastAlpha == 255)
    }

    private mutating func place(_ colours: UnsafeBufferPointer<UInt8>, as layout: RowLayout) {
        precondition(row < stored.height && colours.count >= stored.width * layout.channels)
        var (pixel, step) = orientation.place(ofRow: row, in: stored)
        row += 1
        pixel *= 4
        step *= 4
        let channels = layout.channels
        let isGray = channels == 1
        // Through a pointer, as every pixel of a full-size raster comes by here. `Orientation.place` is a permutation of
        // the raster's pixels, and both counts are checked above.
        samples.withUnsafeMutableBufferPointer { samples in
            guard let to = samples.baseAddress, let from = colours.baseAddress else { return }
            for start in stride(from: 0, to: stored.width * channels, by: channels) {
                to[pixel] = from[start]
                to[pixel + 1] = from[isGray ? start : start + 1]
                to[pixel + 2] = from[isGray ? start : start + 2]
                let alpha = channels == 4 ? from[start + 3] : 255
                to[pixel + 3] = alpha
                leastAlpha = min(leastAlpha, alpha)
                pixel += step
            }
        }
    }
}
