import Glibc

/// What each output sample of one axis is made of when `inputCount` samples become `outputCount` by a Lanczos filter of
/// three lobes: a window of the input, and a weight for each sample in it.
///
/// The numbers are Pillow's, to the bit (its `Resample.c`, since 2.7 and as of 13.0; the 8-bit path since 3.4): the
/// filter is stretched by the scale when shrinking and never squeezed when enlarging, windows are cut at the edges and
/// weighed anew, and a weight is rounded, halves away from zero, to 22 bits after the point.
public struct LanczosWeights: Sendable {
    /// The input that one output sample sees: `count` samples from `first` on; its weights start at `offset`.
    public struct Window: Sendable {
        public let first: Int
        public let count: Int
        public let offset: Int
    }

    /// Bits after the binary point of a weight: 32, less 8 for the sample and 2 for overshoot.
    public static let fractionBits: Int32 = 22

    public let windows: [Window]
    /// The weights of all windows, one window after another.
    public let weights: [Int32]

    /// - Parameter covering: how many of the input samples make up the picture, in (inputCount - 1)...inputCount; nil for
    ///   all.
    /// - Precondition: both counts are at least 1.
    public init(from inputCount: Int, to outputCount: Int, covering: Double? = nil) {
        let scale = (covering ?? Double(inputCount)) / Double(outputCount)
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

    private static func fixedPoint(_ weight: Double) -> Int32 {
        let scaled = weight * Double(1 << Int(fractionBits))
        return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
    }

    /// The filter itself, of three lobes: 1 at 0, and 0 from 3 on.
    public static func lanczos(_ x: Double) -> Double {
        x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0
    }

    private static func sinc(_ x: Double) -> Double {
        guard x != 0 else { return 1 }
        return sin(x * .pi) / (x * .pi)
    }
}
