public import Pixels

/// Something that spoils a picture, as measured in its pixels; what is merely unusual is none.
public struct Defect: Sendable, Hashable {
    /// The raw value is the name that clients see.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case blur, overexposed, underexposed, noise
        case lowResolution = "low_resolution"
        /// The 8 × 8 blocks of a JPEG can be seen.
        case blocking
        /// A gentle fall of light is broken into steps.
        case banding
        /// The ground behind a product is lighter at one side than at another.
        case unevenBackground = "uneven_background"
    }

    public let kind: Kind
    /// From just noticeable (over 0) to spoiled (1).
    public let severity: Double
    /// How sure it is that this is a defect at all, 0…1: a half at the bound, more with the distance from it.
    public let confidence: Double
    /// Where it is, in pixels of the upright picture; nil where it is everywhere.
    public let box: PixelBox?

    /// Nil where `measured` is not over the bound.
    ///
    /// - Parameters:
    ///   - bound: from where on it is a defect.
    ///   - spoiled: where the severity is 1. Below `bound` where less is worse.
    ///   - certainty: what the confidence is multiplied with, for measures that something else can fool.
    init?(
        _ kind: Kind, _ measured: Double?, bound: Double, spoiled: Double, certainty: Double = 1, box: PixelBox? = nil
    ) {
        guard let measured else { return nil }
        let severity = min(1, (measured - bound) / (spoiled - bound))
        guard severity > 0 else { return nil }
        self.kind = kind
        self.severity = severity
        confidence = certainty * (0.5 + 0.5 * min(1, 2 * severity))
        self.box = box
    }

    /// All that is found in an upright picture, the worst first. Walks over its pixels, so it belongs on a thread that may
    /// be busy.
    ///
    /// - Parameters:
    ///   - raster: the picture reduced to a screen's size, or whole where it is smaller: for what is judged by the eye.
    ///   - luma: the picture at its own size: for what is judged by the pixel.
    public static func found(in raster: RGBARaster, luma: LumaPlane) -> [Defect] {
        DefectMeasures(of: raster, luma: luma).defects
    }
}
