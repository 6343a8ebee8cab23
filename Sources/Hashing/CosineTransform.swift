import RealModule

/// The low corner of a two-dimensional discrete cosine transform, type II and without normalisation: what
/// `scipy.fftpack.dct` gives on axis 0, then on axis 1.
enum CosineTransform {
    /// - Parameter samples: 1024, row after row.
    /// - Returns: the 8×8 coefficients of lowest frequency, row after row: vertical frequency times 8 plus horizontal.
    static func lowest8x8(of32x32 samples: [UInt8]) -> [Double] {
        let rows = (0..<32).map { y in
            SIMD32<Double>(samples[32 * y..<32 * (y + 1)].lazy.map { Double($0) })
        }
        let vertical = lowest(8, of: rows)
        let columns = (0..<32).map { x in SIMD8<Double>(vertical.lazy.map { $0[x] }) }
        let both = lowest(8, of: columns)
        return (0..<8).flatMap { v in (0..<8).map { u in both[u][v] } }
    }

    /// The first `count` coefficients `2 Σ signal[n] cos(π k (2n + 1) / 2N)`, for all lanes at once.
    ///
    /// A signal is folded at its middle: the even coefficients are the transform of the sums, half as long, and the odd
    /// ones need only the differences. Besides saving half of the work at each fold this makes what is flat exactly
    /// zero, and not nearly so, which matters next to a median of zero.
    private static func lowest<Lanes: SIMD<Double>>(_ count: Int, of signal: [Lanes]) -> [Lanes] {
        guard signal.count > 1 else { return [signal[0] * 2] }
        let half = signal.count / 2
        let sums = (0..<half).map { signal[$0] + signal[signal.count - 1 - $0] }
        let differences = (0..<half).map { signal[$0] - signal[signal.count - 1 - $0] }
        let even = lowest((count + 1) / 2, of: sums)
        return (0..<count).map { k in
            guard k % 2 == 1 else { return even[k / 2] }
            var sum = Lanes.zero
            for n in 0..<half {
                let angle = Double.pi * Double(k * (2 * n + 1)) / Double(2 * signal.count)
                sum += differences[n] * (2 * Double.cos(angle))
            }
            return sum
        }
    }
}
