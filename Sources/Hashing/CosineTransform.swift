import RealModule

/// The low corner of a two-dimensional discrete cosine transform, type II and without normalisation: what
/// `scipy.fftpack.dct` gives on axis 0, then on axis 1.
enum CosineTransform {
    /// - Parameter samples: 1024, row after row.
    /// - Returns: the 8×8 coefficients of lowest frequency, row after row: vertical frequency times 8 plus horizontal.
    static func lowest8x8(of32x32 samples: [UInt8]) -> [Double] {
        // Down the columns, eight of them at a time; then along the rows, all eight that are left.
        var columns = [SIMD8<Double>](repeating: .zero, count: 32)
        for left in stride(from: 0, to: 32, by: 8) {
            let strip = (0..<32).map { y in
                var row = SIMD8<Double>.zero
                for x in 0..<8 { row[x] = Double(samples[32 * y + left + x]) }
                return row
            }
            for (v, row) in lowest(8, of: strip).enumerated() {
                for x in 0..<8 { columns[left + x][v] = row[x] }
            }
        }
        let corner = lowest(8, of: columns)
        return (0..<8).flatMap { v in (0..<8).map { u in corner[u][v] } }
    }

    /// The first `count` coefficients `2 Σ signal[n] cos(π k (2n + 1) / 2N)`, for eight signals at once, of 32 samples
    /// each, or 16, 8, 4, 2, 1.
    ///
    /// A signal is folded at its middle: the even coefficients are the transform of the sums, half as long, and the odd
    /// ones need only the differences. Besides saving half of the work at each fold this makes what is flat exactly
    /// zero, and not nearly so, which matters next to a median of zero.
    private static func lowest(_ count: Int, of signal: [SIMD8<Double>]) -> [SIMD8<Double>] {
        guard signal.count > 1 else { return [signal[0] * 2] }
        let half = signal.count / 2
        let sums = (0..<half).map { signal[$0] + signal[signal.count - 1 - $0] }
        let differences = (0..<half).map { signal[$0] - signal[signal.count - 1 - $0] }
        let even = lowest((count + 1) / 2, of: sums)
        return (0..<count).map { k in
            guard k % 2 == 1 else { return even[k / 2] }
            var sum = SIMD8<Double>.zero
            for n in 0..<half { sum += differences[n] * cosines[k * (2 * n + 1) * (32 / signal.count) % 128] }
            return sum * 2
        }
    }

    /// The cosines of a whole turn in 128 steps.
    private static let cosines = (0..<128).map { Double.cos(.pi * Double($0) / 64) }
}
