import Pixels

/// A picture reduced until its longer side is at most 96 pixels, over white where it is translucent: all that an
/// appearance is taken from. Each pixel is the mean of the pixels that it covers.
struct SmallPicture {
    static let longestSide = 96

    let size: PixelSize
    /// The one at (x, y) is `colors[y * size.width + x]`.
    let colors: [CIELAB]

    init(of raster: RGBARaster) {
        let source = raster.size
        let size = source.fitted(longerSide: Self.longestSide)
        var colors: [CIELAB] = []
        colors.reserveCapacity(size.area)
        for y in 0..<size.height {
            let rows = y * source.height / size.height..<(y + 1) * source.height / size.height
            for x in 0..<size.width {
                let columns = x * source.width / size.width..<(x + 1) * source.width / size.width
                colors.append(CIELAB(Self.mean(of: raster, rows, columns)))
            }
        }
        self.size = size
        self.colors = colors
    }

    private static func mean(of raster: RGBARaster, _ rows: Range<Int>, _ columns: Range<Int>) -> SRGB {
        var (red, green, blue) = (0, 0, 0)
        for y in rows {
            for x in columns {
                let index = y * raster.size.width + x
                let alpha = Int(raster.samples[4 * index + 3])
                let white = 255 * (255 - alpha)
                red += Int(raster.samples[4 * index]) * alpha + white
                green += Int(raster.samples[4 * index + 1]) * alpha + white
                blue += Int(raster.samples[4 * index + 2]) * alpha + white
            }
        }
        let weight = 255 * rows.count * columns.count
        return SRGB(UInt8(red / weight), UInt8(green / weight), UInt8(blue / weight))
    }
}
