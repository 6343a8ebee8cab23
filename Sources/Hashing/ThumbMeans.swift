import Pixels

/// A raster reduced by averaging: each sample is the mean of a box of pixels, their colours weighed by their alpha.
struct ThumbMeans {
    let size: PixelSize
    /// Red, green and blue times alpha, and alpha, each 0...1, row after row.
    let samples: [SIMD4<Double>]
    /// True where every alpha of the raster is 255.
    var isOpaque: Bool { samples.allSatisfy { $0.w == 1 } }

    init(of raster: RGBARaster, longerSide: Int) {
        size = raster.size.fitted(longerSide: longerSide)
        let columns = Self.boxes(size.width, over: raster.size.width)
        let rows = Self.boxes(size.height, over: raster.size.height)
        // What a pixel of white adds, without alpha.
        let white = Double(255 * 255)
        samples = raster.samples.withUnsafeBufferPointer { pixels in
            rows.flatMap { rows in
                columns.map { columns in
                    var sum = SIMD4<UInt64>.zero
                    for row in rows {
                        for pixel in columns {
                            let start = 4 * (row * raster.size.width + pixel)
                            let colour = SIMD4(
                                UInt32(pixels[start]), UInt32(pixels[start + 1]), UInt32(pixels[start + 2]), 255)
                            sum &+= SIMD4(truncatingIfNeeded: colour &* UInt32(pixels[start + 3]))
                        }
                    }
                    return SIMD4<Double>(sum) / (white * Double(rows.count * columns.count))
                }
            }
        }
    }

    /// `length` pixels cut into `count` runs that differ by one pixel at most.
    private static func boxes(_ count: Int, over length: Int) -> [Range<Int>] {
        (0..<count).map { $0 * length / count..<($0 + 1) * length / count }
    }
}
