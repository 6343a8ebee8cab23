import Foundation

/// A colour in CIE L*a*b* (CIE 15:2004) under D65: L* from 0 (black) to 100 (white).
struct CIELAB {
    let lightness: Double
    let a: Double
    let b: Double

    init(lightness: Double, a: Double, b: Double) {
        self.lightness = lightness
        self.a = a
        self.b = b
    }

    init(_ color: SRGB) {
        let red = Self.linear[Int(color.red)]
        let green = Self.linear[Int(color.green)]
        let blue = Self.linear[Int(color.blue)]
        // sRGB to XYZ by IEC 61966-2-1, each relative to D65's white.
        let x = Self.curve((0.412453 * red + 0.357580 * green + 0.180423 * blue) / 0.95047)
        let y = Self.curve(0.212671 * red + 0.715160 * green + 0.072169 * blue)
        let z = Self.curve((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883)
        lightness = 116 * y - 16
        a = 500 * (x - y)
        b = 200 * (y - z)
    }

    var vector: SIMD3<Double> { SIMD3(lightness, a, b) }

    /// The square of CIE 1976's colour difference: the plain distance.
    func squaredDistance(from other: Self) -> Double {
        let difference = vector - other.vector
        return (difference * difference).sum()
    }

    /// The square of CIE 1994's colour difference for graphic arts (CIE 116-1995), `self` being the standard. Unlike the
    /// plain distance it does not take a full blue for a violet: between strong colours, hue and chroma weigh less.
    func squaredDifference(from sample: Self) -> Double {
        let chroma = hypot(a, b)
        let dl = lightness - sample.lightness
        let dc = chroma - hypot(sample.a, sample.b)
        let (da, db) = (a - sample.a, b - sample.b)
        let hueSquared = max(0, da * da + db * db - dc * dc)
        let (chromaScale, hueScale) = (1 + 0.045 * chroma, 1 + 0.015 * chroma)
        return dl * dl + dc * dc / (chromaScale * chromaScale) + hueSquared / (hueScale * hueScale)
    }

    private static func curve(_ t: Double) -> Double {
        t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116
    }

    private static let linear: [Double] = (0...255).map { level in
        let value = Double(level) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
}
