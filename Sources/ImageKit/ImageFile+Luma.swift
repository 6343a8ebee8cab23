public import Pixels

extension ImageFile {
    /// The whole picture in gray, upright, as it looks in sRGB on white paper: what a reader of text wants. Row by row, so
    /// that nothing but the result is ever whole.
    public func uprightLuma() throws(DecodeError) -> LumaPlane {
        try withRows(for: .display(atLeast: storedSize)) { (source) throws(DecodeError) -> LumaPlane in
            let rows = DisplayRows(source)
            var luma = LumaBuilder(
                stored: source.size, layout: rows.layout, orientation: orientation, transform: rows.remainingTransform)
            try rows.forEachRow { luma.push($0) }
            return luma.finish()
        }
    }
}

/// Puts rows, as they come off the decoder, where they belong in the upright plane.
private struct LumaBuilder {
    private let stored: PixelSize
    private let layout: RowLayout
    private let orientation: Orientation
    private let transform: ColorTransform?
    private var samples: [UInt8]
    /// The row in hand after its transform (empty where there is none), and in gray.
    private var transformed: [UInt8]
    private var gray: [UInt8]
    private var row = 0

    init(stored: PixelSize, layout: RowLayout, orientation: Orientation, transform: ColorTransform?) {
        self.stored = stored
        self.layout = layout
        self.orientation = orientation
        self.transform = transform
        samples = Array(repeating: 0, count: stored.area)
        transformed = transform.map { Array(repeating: 0, count: stored.width * $0.output.channels) } ?? []
        gray = Array(repeating: 0, count: stored.width)
    }

    mutating func push(_ row: UnsafeBufferPointer<UInt8>) {
        guard let transform else { return place(row, layout) }
        transformed.withUnsafeMutableBufferPointer { buffer in
            guard let from = row.baseAddress, let to = buffer.baseAddress else { return }
            transform.apply(from, into: to, pixels: stored.width)
        }
        // Taken out and put back, so that both it and `self` can be used.
        let colours = transformed
        colours.withUnsafeBufferPointer { place($0, transform.output) }
    }

    func finish() -> LumaPlane { LumaPlane(size: orientation.applied(to: stored), samples: samples) }

    private mutating func place(_ colours: UnsafeBufferPointer<UInt8>, _ layout: RowLayout) {
        let (first, step) = orientation.place(ofRow: row, in: stored)
        row += 1
        gray.withUnsafeMutableBufferPointer { gray in
            Luma.convert(colours, layout, into: gray)
            if layout == .rgba { Self.layOnPaper(gray, colours) }
            // Through a pointer, as every pixel of a full-size plane comes by here. `Orientation.place` is a permutation
            // of the plane's pixels.
            samples.withUnsafeMutableBufferPointer { samples in
                guard step != 1 else {
                    _ = samples[first..<first + stored.width].update(fromContentsOf: gray)
                    return
                }
                var pixel = first
                for sample in gray {
                    samples[pixel] = sample
                    pixel += step
                }
            }
        }
    }

    /// The paper's share is what alpha leaves of it.
    private static func layOnPaper(
        _ gray: UnsafeMutableBufferPointer<UInt8>, _ colours: UnsafeBufferPointer<UInt8>
    ) {
        for pixel in gray.indices {
            let alpha = UInt32(colours[4 * pixel + 3])
            let mixed = UInt32(gray[pixel]) &* alpha &+ 255 &* (255 &- alpha)
            gray[pixel] = UInt8(truncatingIfNeeded: (mixed &+ 127) / 255)
        }
    }
}
