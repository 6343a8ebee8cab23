import Glibc

/// The Lanczos-3 weights of one axis: for each output sample, which input samples it is made of and how much of each.
///
/// Windows and weights are those of Pillow's `precompute_coeffs` (src/libImaging/Resample.c): the kernel is stretched by
/// the reduction (never narrowed when enlarging), cut off at the picture's edges, normalised to a sum of 1 in `Double`
/// and rounded to 22 fractional bits.
///
/// A 16-bit multiply-add is what SSE2 has, so each weight w is kept as two 16-bit halves with
/// w = high · 2¹⁵ + low, 0 ≤ low < 2¹⁵, and two neighbouring weights share one 32-bit word. Words come in groups, as many
/// as one step of a pass takes: the high halves of a group, then its low halves.
struct ResamplerTaps {
    /// One output sample's share of the input: `first ..< end`, and where its weights are.
    struct Window {
        /// The first input sample; a multiple of the alignment asked for.
        let first: Int
        /// One past the last input sample.
        let end: Int
        /// How many groups of weights there are. Those outside of the window are 0.
        let groups: Int
        /// Where they start in `words`.
        let offset: Int
    }

    static let fractionBits: Int32 = 22
    /// How far the high half of a weight is from the low one.
    static let halfBits: Int32 = 15
    private static let lowHalf: Int32 = (1 << halfBits) - 1

    let windows: [Window]
    let words: [Int32]
    /// The most input samples that any window spans.
    let widest: Int

    /// - Parameters:
    ///   - covering: how many of the input samples make up the picture, in (inputCount - 1)...inputCount; nil for all.
    ///   - alignment: each window starts at a multiple of this many input samples.
    ///   - group: this many pairs of weights make a group.
    init(from inputCount: Int, to outputCount: Int, covering: Double? = nil, alignment: Int, group: Int) {
        let scale = (covering ?? Double(inputCount)) / Double(outputCount)
        let stretch = max(scale, 1)
        let support = 3 * stretch
        var windows: [Window] = []
        windows.reserveCapacity(outputCount)
        var words: [Int32] = []
        var widest = 0
        var weights: [Double] = []
        var fixed: [Int32] = []
        for output in 0..<outputCount {
            let center = (Double(output) + 0.5) * scale
            // Both ends lie within a side (65,500) and its support of zero, so that the conversions cannot trap.
            let start = max(0, Int(center - support + 0.5))
            let end = min(inputCount, Int(center + support + 0.5))
            weights.removeAll(keepingCapacity: true)
            var sum = 0.0
            for input in start..<end {
                let weight = Self.lanczos3((Double(input) - center + 0.5) / stretch)
                weights.append(weight)
                sum += weight
            }
            let first = start / alignment * alignment
            let groups = (end - first + 2 * group - 1) / (2 * group)
            windows.append(Window(first: first, end: end, groups: groups, offset: words.count))
            widest = max(widest, end - start)
            // With zeros from where the alignment begins, and up to a whole group.
            fixed.removeAll(keepingCapacity: true)
            fixed.append(contentsOf: repeatElement(0, count: start - first))
            for weight in weights { fixed.append(sum == 0 ? 0 : Self.fixed(weight / sum)) }
            fixed.append(contentsOf: repeatElement(0, count: 2 * group * groups - fixed.count))
            for start in stride(from: 0, to: fixed.count, by: 2 * group) {
                let pairs = stride(from: start, to: start + 2 * group, by: 2)
                for pair in pairs {
                    words.append(Self.word(fixed[pair] >> Self.halfBits, fixed[pair + 1] >> Self.halfBits))
                }
                for pair in pairs {
                    words.append(Self.word(fixed[pair] & Self.lowHalf, fixed[pair + 1] & Self.lowHalf))
                }
            }
        }
        self.windows = windows
        self.words = words
        self.widest = widest
    }

    /// sinc(x) · sinc(x / 3) inside -3..<3, 0 outside.
    private static func lanczos3(_ x: Double) -> Double {
        x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0
    }

    private static func sinc(_ x: Double) -> Double {
        x == 0 ? 1 : sin(x * .pi) / (x * .pi)
    }

    private static func word(_ first: Int32, _ second: Int32) -> Int32 {
        first & 0xFFFF | second << 16
    }

    /// Rounded half away from zero. Weights of a sound window are below 2; the bound keeps the high half in 16 bits.
    private static func fixed(_ weight: Double) -> Int32 {
        let scaled = weight * Double(1 << fractionBits)
        return Int32(min(max(scaled + (scaled < 0 ? -0.5 : 0.5), -0x1FFF_FFFF), 0x1FFF_FFFF))
    }
}
