public import Pixels

/// What defects are judged by: numbers that rise (or, for `white` and `longerSidePixels`, fall) as a picture gets worse,
/// whether they are over a bound or not. Nil is what can't be told from this picture.
public struct DefectMeasures: Sendable, Hashable {
    /// The blur effect of ``Sharpness``, 0…1.
    public let blur: Double?
    /// The share of clipped pixels, see ``SubjectLight``: 0…1.3.
    public let overexposure: Double
    /// The luma, 0…1, that all but a fiftieth of the pixels do not exceed.
    public let white: Double?
    /// The standard deviation of the luma's noise in levels of 255.
    public let noise: Double?
    public let longerSidePixels: Int
    /// How much larger steps between 8 × 8 blocks are than others: 0 where there are no blocks.
    public let blockiness: Double?
    /// The share of the picture in which light falls in visible steps, 0…1.
    public let bandedShare: Double
    /// How far the light of a plain ground differs along the rim, in levels of 255; nil where there is no plain ground.
    public let unevenness: Double?

    private let clippedBox: PixelBox?
    private let bandedBox: PixelBox?
    private let darkestBox: PixelBox?

    /// - Parameters: as of ``Defect/found(in:luma:)``.
    public init(of raster: RGBARaster, luma: LumaPlane) {
        func placed(_ box: PixelBox?) -> PixelBox? { box?.scaled(from: raster.size, to: luma.size) }
        let light = SubjectLight(of: raster)
        let bands = BandedTiles(of: luma)
        let rim = RimLight(of: raster).flatMap { $0.isPlain ? $0 : nil }
        blur = Sharpness(of: GrayPlane(of: raster)).blur
        overexposure = light.overexposure
        white = light.white
        noise = NoiseEstimate(of: luma)?.deviation
        longerSidePixels = luma.size.longerSide
        blockiness = BlockGrid(of: luma)?.excess
        bandedShare = bands.share
        unevenness = rim?.difference
        clippedBox = placed(light.clippedBox)
        bandedBox = bands.box
        darkestBox = placed(rim?.darkest)
    }

    /// What is over its bound, the worst first; of two as bad, the one that is named first here.
    ///
    /// The bounds of blur are those of the words "soft" and "blurred"; noise of 3 levels is that of a small sensor at ISO
    /// 3200; a shop's zoom wants 800 pixels and more. The others were set on drawn products (scripts/make-catalogue.py,
    /// seed 11) and scikit-image's photographs: all but a few that are as they should be lie below.
    var defects: [Defect] {
        [
            Defect(.blur, blur, bound: 0.55, spoiled: 0.75),
            Defect(.overexposed, overexposure, bound: 0.3, spoiled: 0.9, box: clippedBox),
            // It may have been meant so.
            Defect(.underexposed, white, bound: 0.6, spoiled: 0.25, certainty: 0.9),
            Defect(.noise, noise, bound: 3, spoiled: 16),
            Defect(.lowResolution, Double(longerSidePixels), bound: 800, spoiled: 200),
            Defect(.blocking, blockiness, bound: 0.6, spoiled: 2),
            Defect(.banding, bandedShare, bound: 0.2, spoiled: 0.7, certainty: 0.9, box: bandedBox),
            Defect(.unevenBackground, unevenness, bound: 24, spoiled: 110, certainty: 0.9, box: darkestBox),
        ]
        .compactMap(\.self).enumerated()
        .sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }.map(\.element)
    }
}

extension PixelBox {
    /// The same part of a larger or smaller picture.
    fileprivate func scaled(from: PixelSize, to: PixelSize) -> PixelBox {
        let (left, right) = (x * to.width / from.width, (x + width) * to.width / from.width)
        let (top, bottom) = (y * to.height / from.height, (y + height) * to.height / from.height)
        return PixelBox(x: left, y: top, width: max(1, right - left), height: max(1, bottom - top))
    }
}
