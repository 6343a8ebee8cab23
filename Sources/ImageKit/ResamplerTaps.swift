import Pixels

/// The Lanczos-3 weights of one axis: for each output sample, which input samples it is made of and how much of each.
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

    static let fractionBits = LanczosWeights.fractionBits
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
        let lanczos = LanczosWeights(from: inputCount, to: outputCount, covering: covering)
        var windows: [Window] = []
        windows.reserveCapacity(outputCount)
        var words: [Int32] = []
        var fixed: [Int32] = []
        for window in lanczos.windows {
            let end = window.first + window.count
            let first = window.first / alignment * alignment
            let groups = (end - first + 2 * group - 1) / (2 * group)
            windows.append(Window(first: first, end: end, groups: groups, offset: words.count))
            // With zeros from where the alignment begins, and up to a whole group.
            fixed.removeAll(keepingCapacity: true)
            fixed.append(contentsOf: repeatElement(0, count: window.first - first))
            fixed += lanczos.weights[window.offset..<window.offset + window.count].lazy.map(Self.bounded)
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
        widest = lanczos.windows.map(\.count).max() ?? 0
    }

    private static func word(_ first: Int32, _ second: Int32) -> Int32 {
        first & 0xFFFF | second << 16
    }

    /// Weights of a sound window are below 2; the bound keeps the high half in 16 bits.
    private static func bounded(_ weight: Int32) -> Int32 {
        min(max(weight, -0x1FFF_FFFF), 0x1FFF_FFFF)
    }
}
