import Glibc
import Pixels

/// A page as Tesseract gets it: upright, level, at a size that suits.
struct Sheet {
    let pix: GrayPix
    let placement: SheetPlacement
    let segmentation: PageSegmentation

    /// The height of a small letter without ascender at which Tesseract's errors are fewest, in pixels: 10 points at 200
    /// dpi. Its network sees every line at a height of 36 pixels; what is smaller is blurred up, what is larger only
    /// costs time in the layout.
    private static let letterHeight = 15.0
    /// What is this near is left as it is: resampling costs sharpness, and enlarging time. Letters that are narrowed
    /// need more of their height.
    private static func goodHeights(_ mode: ReadingOptions.Mode) -> ClosedRange<Double> {
        switch mode {
        case .fast: 13...18
        case .highAccuracy: 10.5...18
        }
    }
    /// No sheet has more pixels than this: about A3 at 300 dpi.
    private static let mostPixels = 18_000_000.0
    private static let mostSide = 20_000.0

    /// By how much letters are narrowed. The network's time is by the width of a line, nearly alone. On a line by itself
    /// a fifth of it can go without an error more; on whole pages, with their smaller type, it can't.
    static func widthFactor(_ mode: ReadingOptions.Mode, _ segmentation: PageSegmentation) -> Double {
        switch mode {
        case .fast: 0.56
        case .highAccuracy: segmentation == .oneLine ? 0.8 : 1
        }
    }

    /// By how much to enlarge or reduce a page with such letters.
    static func zoom(_ letters: Letters, size: PixelSize, mode: ReadingOptions.Mode) -> Double {
        var zoom = 1.0
        if let height = letters.medianHeight.map(Double.init), !goodHeights(mode).contains(height) {
            zoom = min(4, max(0.1, letterHeight / height))
        }
        let roomiest = min((mostPixels / Double(size.area)).squareRoot(), mostSide / Double(size.longerSide))
        return min(zoom, roomiest)
    }

    /// The angle of a line that stood at `skew` radians, after the page was narrowed.
    static func slope(_ skew: Double, narrowedBy factor: Double) -> Double { atan(tan(skew) / factor) }
}
