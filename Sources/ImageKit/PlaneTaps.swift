import Pixels

/// The Lanczos-3 weights of one axis of a plane, in 14 bits after the point: what `LanczosWeights` is for samples of a byte.
/// The weights of an output sample add up to one exactly, or to the `gain`, so that what is even stays so.
struct PlaneTaps {
    private static let one: Int32 = 1 << 14

    /// For each output sample the first input sample that it is made of.
    private(set) var firsts: [Int32] = []
    /// How many input samples make an output sample, at most.
    private(set) var reach = 1
    /// The weights of each output sample, `padded` of them, with zeros at the end.
    private(set) var weights: [Int16] = []
    let padded: Int
    private let gain: Int32

    /// - Parameters:
    ///   - inputCount: how many input samples there are.
    ///   - scale: how many of them one output sample stands for.
    ///   - origin: where the first output sample begins, in output samples from where the first input sample does.
    ///   - multiple: the number of weights is padded to a multiple of this.
    ///   - gain: how many times as large output samples are as input samples: no more than `scale`, since the largest weight
    ///     is about a `scale`th of their sum, and has 16 bits.
    init(
        from inputCount: Int, to outputCount: Int, scale: Double, origin: Double, paddedTo multiple: Int,
        gain: Int32 = 1
    ) {
        self.gain = gain
        let stretch = max(scale, 1)
        reach = min(inputCount, Int((6 * stretch).rounded(.up)) + 1)
        padded = (reach + multiple - 1) / multiple * multiple
        firsts.reserveCapacity(outputCount)
        weights.reserveCapacity(outputCount * padded)
        var shares: [Float] = []
        for output in 0..<outputCount {
            let centre = (Double(output) + 0.5 + origin) * scale
            let first = min(max(0, Int((centre - 3 * stretch + 0.5).rounded(.down))), inputCount - 1)
            let end = min(inputCount, max(first + 1, Int((centre + 3 * stretch + 0.5).rounded(.down))), first + reach)
            shares.removeAll(keepingCapacity: true)
            for input in first..<end { shares.append(Self.kernel((Double(input) - centre + 0.5) / stretch)) }
            append(shares, first: first)
        }
    }

    /// Output samples up to a multiple of this many, of nothing.
    mutating func fill(toMultipleOf count: Int) {
        while !firsts.count.isMultiple(of: count) {
            firsts.append(0)
            weights += repeatElement(0, count: padded)
        }
    }

    /// One past the last input sample of an output sample.
    func end(of output: Int, inputCount: Int) -> Int { min(inputCount, Int(firsts[output]) + reach) }

    private mutating func append(_ shares: [Float], first: Int) {
        firsts.append(Int32(first))
        let whole = shares.reduce(0, +)
        // The running sum is what is rounded: each weight is off by a unit at most, and their sum by nothing.
        var sum: Float = 0
        var placed: Int32 = 0
        for share in shares {
            sum += whole == 0 ? 1 / Float(shares.count) : share / whole
            let next = Int32((sum * Float(Self.one * gain)).rounded())
            weights.append(Int16(clamping: next - placed))
            placed = next
        }
        weights += repeatElement(0, count: padded - shares.count)
    }

    /// Read off a table, a sine being too slow for every weight of every picture. A straight line over a 512th is off by
    /// 5 · 10⁻⁶ at most, a twelfth of a weight's last place.
    private static func kernel(_ x: Double) -> Float {
        let place = min(abs(x), 3) * 512
        let index = min(Int(place), 3 * 512 - 1)
        let rest = Float(place - Double(index))
        return table[index] * (1 - rest) + table[index + 1] * rest
    }

    private static let table = (0...3 * 512).map { Float(LanczosWeights.lanczos(Double($0) / 512)) }
}
