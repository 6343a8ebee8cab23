import RealModule

/// What each output sample of one axis is made of when `inputCount` samples become `outputCount` by a Lanczos filter of
/// three lobes: a window of the input, and a weight for each sample in it.
///
/// The numbers are Pillow's, to the bit (its `Resample.c`, since 2.7 and as of 13.0; the 8-bit path since 3.4): the
/// filter is stretched by the scale when shrinking and never squeezed when enlarging, windows are cut at the edges and
/// weighed anew, and a weight is rounded, halves away from zero, to 22 bits after the point.
struct LanczosWeights {
    /// The input that one output sample sees: `count` samples from `first` on; its weights start at `offset`.
    struct Window {
        let first: Int
        let count: Int
        let offset: Int
    }

    /// Bits after the binary point of a weight: 32, less 8 for the sample and 2 for overshoot.
    static let fractionBits: Int32 = 22

    let windows: [Window]
    /// The weights of all windows, one window after another.
    let weights: [Int32]

    /// - Precondition: both counts are at least 1.
    init(from inputCount: Int, to outputCount: Int) {
        let scale = Double(inputCount) / Double(outputCount)
        let stretch = max(scale, 1)
        let reach = 3 * stretch
        var windows: [Window] = []
        var weights: [Int32] = []
        for output in 0..<outputCount {
            let centre = (Double(output) + 0.5) * scale
            // Both conversions cut towards zero, as C's do.
            let first = max(0, Int(centre - reach + 0.5))
            let end = min(inputCount, Int(centre + reach + 0.5))
            let shares = (first..<end).map { Self.lanczos((Double($0) - centre + 0.5) * (1 / stretch)) }
            let whole = shares.reduce(0, +)
            windows.append(Window(first: first, count: shares.count, offset: weights.count))
            weights += shares.map { Self.fixedPoint(whole == 0 ? $0 : $0 / whole) }
        }
        self.windows = windows
        self.weights = weights
    }

    /// A weighted sum, which starts at a half so that cutting rounds, as a sample: cut to whole numbers and clipped to
    /// 0…255, since the filter overshoots at edges.
    static func sample(_ sum: Int32) -> UInt8 {
        UInt8(clamping: sum >> fractionBits)
    }

    /// What a weighted sum starts with: a half.
    static let half: Int32 = 1 << (fractionBits - 1)

    private static func fixedPoint(_ weight: Double) -> Int32 {
        let scaled = weight * Double(1 << Int(fractionBits))
        return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
    }

    private static func lanczos(_ x: Double) -> Double {
        x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0
    }

    private static func sinc(_ x: Double) -> Double {
        guard x != 0 else { return 1 }
        return Double.sin(x * .pi) / (x * .pi)
    }
}
