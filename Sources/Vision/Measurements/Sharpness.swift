/// How sharp a picture is, judged without another to compare it with.
///
/// `blur` is the measure of Crété-Roffet, Dolmière, Ladret and Nicolas, "The blur effect: perception and estimation with a
/// new no-reference perceptual blur metric" (SPIE 6492, 2007): a sharp picture loses much of its variation when it is
/// blurred again, a blurred one little. It is taken along rows and along columns, and the worse of the two counts, so that
/// a shaken picture is found as well. Unlike the variance of a Laplacian it hardly depends on what is in the picture.
public struct Sharpness: Sendable, Hashable {
    /// From 0 (sharp) to 1 (blurred); nil where there is nothing to judge by.
    public let blur: Double?
    /// The mean slope along the more varied axis, in luma (0…1) a pixel.
    public let detail: Double
    public let grade: Grade

    /// In words. The bounds were set on fourteen pictures of scikit-image's (camera, astronaut, coffee, chelsea, text, page,
    /// coins, rocket, brick, grass, hubble_deep_field, clock, checkerboard, moon) under Gaussian blurs: all that were sharp
    /// stay sharp up to a sigma of half a pixel (0.44 at most), and are blurred from a sigma of 4 on (0.71 at least); `clock`,
    /// which was shaken when it was taken, is never sharp (0.51).
    public enum Grade: String, Sendable, Hashable, CaseIterable {
        /// `blur` is below 0.5.
        case sharp
        /// Below 0.65: a Gaussian blur of one or two pixels.
        case soft
        case blurred
        /// Too small, or too even: a mean slope under a quarter of a level is not detail but rounding.
        case undetermined
    }

    init(of plane: GrayPlane) {
        let along = AxisBlur(alongRowsOf: plane)
        let across = AxisBlur(alongRowsOf: plane.transposed)
        detail = max(along.detail, across.detail)
        guard min(plane.width, plane.height) >= 16, detail >= 0.25 / 255 else {
            blur = nil
            grade = .undetermined
            return
        }
        // An axis without any variation of its own (a picture of stripes) says nothing about blur.
        let measured = max(along.blur ?? 0, across.blur ?? 0)
        blur = measured
        grade = measured < 0.5 ? .sharp : measured < 0.65 ? .soft : .blurred
    }
}

/// The blur measure along the rows of a plane.
private struct AxisBlur {
    /// Nil where no row varies.
    let blur: Double?
    /// The mean absolute slope.
    let detail: Double

    init(alongRowsOf plane: GrayPlane) {
        let (width, height) = (plane.width, plane.height)
        // Two pixels are left out at the start of each axis and one at its end, as scikit-image does.
        guard width > 3, height > 3 else {
            blur = nil
            detail = 0
            return
        }
        let blurred = Self.boxBlurred(plane)
        var variation = 0.0
        var lost = 0.0
        for y in 2..<height - 1 {
            for x in 2..<width - 1 {
                let before = abs(Self.slope(plane.values, at: y * width + x, width))
                let after = abs(Self.slope(blurred, at: y * width + x, width))
                variation += Double(before)
                lost += Double(max(0, before - after))
            }
        }
        detail = variation / Double((width - 3) * (height - 3))
        blur = variation > 0 ? (variation - lost) / variation : nil
    }

    /// Sobel's derivative along the row, per pixel.
    private static func slope(_ values: [Float], at index: Int, _ width: Int) -> Float {
        let above = values[index - width + 1] - values[index - width - 1]
        let here = values[index + 1] - values[index - 1]
        let below = values[index + width + 1] - values[index + width - 1]
        return (above + 2 * here + below) / 8
    }

    /// The mean of eleven pixels along the row; beyond its ends the row is mirrored.
    private static func boxBlurred(_ plane: GrayPlane) -> [Float] {
        let (width, reach) = (plane.width, 5)
        var result = [Float](repeating: 0, count: plane.values.count)
        for y in 0..<plane.height {
            func value(_ x: Int) -> Float {
                let folded = ((x % (2 * width)) + 2 * width) % (2 * width)
                return plane.values[y * width + (folded < width ? folded : 2 * width - 1 - folded)]
            }
            // In double precision, so that a running sum does not drift along the row.
            var sum = (-reach...reach).reduce(0.0) { $0 + Double(value($1)) }
            for x in 0..<width {
                result[y * width + x] = Float(sum / Double(2 * reach + 1))
                sum += Double(value(x + reach + 1)) - Double(value(x - reach))
            }
        }
        return result
    }
}
