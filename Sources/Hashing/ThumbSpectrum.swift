import Pixels
import RealModule

/// The lowest frequencies of a picture's brightness, its two differences of colour, and its alpha, all four at once.
struct ThumbSpectrum {
    /// Where a channel stands among the four.
    enum Plane: Int {
        /// The mean of red, green and blue, 0...1.
        case luma
        /// The mean of red and green, less blue, -1...1.
        case yellowBlue
        /// Red less green, -1...1.
        case redGreen
        case alpha
    }

    /// One channel as it is written.
    struct Channel {
        /// The channel's mean.
        let constant: Double
        /// The largest of its other coefficients, by amount.
        let scale: Double
        /// Those coefficients, by rows of rising frequency: 0 for -scale, 1 for scale. All 0 in a flat channel.
        let shares: [Double]
    }

    /// More than any channel needs of either side.
    private static let terms = 7

    /// The four planes' coefficients, vertical frequency times `terms` plus horizontal.
    private let coefficients: [SIMD4<Double>]

    /// What is transparent gets the average colour of what is not, so that no edge of it is seen.
    init(of means: ThumbMeans) {
        let total = means.samples.reduce(.zero, +)
        let average = total.w > 0 ? total / total.w : .zero
        let across = Self.cosines(of: means.size.width)
        let down = Self.cosines(of: means.size.height)
        var coefficients = [SIMD4<Double>](repeating: .zero, count: Self.terms * Self.terms)
        for y in 0..<means.size.height {
            // Along the row; then each of its coefficients down the columns.
            var row = [SIMD4<Double>](repeating: .zero, count: Self.terms)
            for x in 0..<means.size.width {
                let sample = means.samples[y * means.size.width + x]
                let planes = Self.planes(sample + average * (1 - sample.w), alpha: sample.w)
                for u in row.indices { row[u] += planes * across[u][x] }
            }
            for v in 0..<Self.terms {
                for u in 0..<Self.terms { coefficients[v * Self.terms + u] += row[u] * down[v][y] }
            }
        }
        self.coefficients = coefficients.map { $0 / Double(means.size.area) }
    }

    /// The coefficients in the corner below the diagonal from `across` to `down`: about half of them.
    func channel(_ plane: Plane, across: Int, down: Int) -> Channel {
        let corner = (0..<down).flatMap { v in
            (0..<across).filter { u in u * down < across * (down - v) }
                .map { u in coefficients[v * Self.terms + u][plane.rawValue] }
        }
        let varying = corner.dropFirst()
        let scale = varying.reduce(0) { max($0, abs($1)) }
        // Below this it is rounding noise, which scaled up would differ from one way of adding to another.
        let isFlat = scale < 1e-9
        return Channel(
            constant: corner[0], scale: scale, shares: varying.map { isFlat ? 0 : 0.5 + 0.5 / scale * $0 })
    }

    private static func planes(_ colour: SIMD4<Double>, alpha: Double) -> SIMD4<Double> {
        SIMD4(
            (colour.x + colour.y + colour.z) / 3, (colour.x + colour.y) / 2 - colour.z, colour.x - colour.y, alpha)
    }

    /// For each frequency, what each of `count` samples weighs in it.
    private static func cosines(of count: Int) -> [[Double]] {
        (0..<terms).map { term in
            (0..<count).map { .cos(.pi / Double(count) * Double(term) * (Double($0) + 0.5)) }
        }
    }
}
