public import Pixels

/// What can be measured in a picture without knowing what it shows. The same pixels give the same measurements.
public struct PictureMeasurements: Sendable, Hashable {
    /// The size of the upright picture in pixels.
    public let size: PixelSize
    public let orientation: PictureOrientation
    /// Colours by everyday name, the largest first, each at least a hundredth of the picture. Transparent pixels have
    /// none, so that the shares sum to at most 1 less `transparency.share`.
    public let colors: [ColorShare]
    public let sharpness: Sharpness
    /// Nil where every pixel is transparent.
    public let exposure: Exposure?
    public let transparency: Transparency

    /// Measures an upright raster, pixel by pixel, so it belongs on a thread that may be busy. A megapixel is enough for
    /// everything here.
    ///
    /// - Parameter size: The picture's own size where `raster` is a reduced copy of it.
    public init(of raster: RGBARaster, reducedFrom size: PixelSize? = nil) {
        let size = size ?? raster.size
        let tally = PixelTally(of: raster)
        self.size = size
        orientation = PictureOrientation(of: size)
        colors = tally.colors
        exposure = Exposure(histogram: tally.luma)
        transparency = Transparency(
            isPresent: tally.translucent > 0,
            share: Double(raster.size.area - tally.visible) / Double(max(1, raster.size.area)))
        sharpness = Sharpness(of: GrayPlane(of: raster))
    }
}

/// Which way a picture lies.
public enum PictureOrientation: String, Sendable, Hashable, CaseIterable {
    case landscape, portrait, square

    /// Sides that differ by less than a hundredth are a square to the eye.
    public init(of size: PixelSize) {
        let difference = size.width - size.height
        if abs(difference) * 100 < size.longerSide {
            self = .square
        } else {
            self = difference > 0 ? .landscape : .portrait
        }
    }
}

/// How much of a picture can be seen through.
public struct Transparency: Sendable, Hashable {
    /// Whether any pixel lets anything through.
    public let isPresent: Bool
    /// The share of pixels, 0…1, that let more through than they show (alpha below 128).
    public let share: Double
}
