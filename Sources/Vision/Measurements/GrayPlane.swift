import Pixels

/// Luma, 0…1, of a raster seen on a screen: over white where it is translucent, and reduced by whole boxes until the longer
/// side is at most 1024, since what is sharp depends on how large it is looked at.
struct GrayPlane {
    static let longestSide = 1024

    let width: Int
    let height: Int
    /// The one at (x, y) is `values[y * width + x]`.
    let values: [Float]

    init(width: Int, height: Int, values: [Float]) {
        self.width = width
        self.height = height
        self.values = values
    }

    init(of raster: RGBARaster) {
        let box = (raster.size.longerSide + Self.longestSide - 1) / Self.longestSide
        // Columns and rows that fill no box are left out; where a side is shorter than one box nothing is left.
        width = raster.size.width / box
        height = raster.size.height / box
        var values = [Float](repeating: 0, count: width * height)
        let scale = 1 / Float(255 * 255 * box * box)
        let samples = raster.samples
        for y in 0..<height {
            for x in 0..<width {
                var sum = 0
                for row in y * box..<(y + 1) * box {
                    var index = 4 * (row * raster.size.width + x * box)
                    for _ in 0..<box {
                        let luma = SRGB.luma(Int(samples[index]), Int(samples[index + 1]), Int(samples[index + 2]))
                        let alpha = Int(samples[index + 3])
                        sum += luma * alpha + 255 * (255 - alpha)
                        index += 4
                    }
                }
                values[y * width + x] = Float(sum) * scale
            }
        }
        self.values = values
    }

    /// The same picture with rows and columns changed over.
    var transposed: GrayPlane {
        var turned = [Float](repeating: 0, count: values.count)
        for y in 0..<height {
            for x in 0..<width { turned[x * height + y] = values[y * width + x] }
        }
        return GrayPlane(width: height, height: width, values: turned)
    }
}
