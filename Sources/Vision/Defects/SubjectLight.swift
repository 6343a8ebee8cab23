import Foundation
import Pixels

/// How the thing that a picture shows is lit: the picture without a white ground around it, which is as it should be.
struct SubjectLight {
    /// How much of the picture the sensor has nothing more to tell of: the share of the subject's pixels with a channel or
    /// more at the top of its range, and three tenths of the share of all pixels with every channel there. So a ground that
    /// is cut out to pure white is no defect by itself, and yet counts where the subject is clipped too.
    let overexposure: Double
    /// Where most of that is; nil where there is none.
    let clippedBox: PixelBox?
    /// The luma, 0…1, that all but a fiftieth of the picture's pixels do not exceed: its white. Nil where every pixel is
    /// transparent.
    let white: Double?

    init(of raster: RGBARaster) {
        let size = raster.size
        let ground = WhiteGround(of: raster)
        var histogram = [Int](repeating: 0, count: 256)
        var subject = 0
        var clipped = 0
        var blank = 0
        var box = BoxGatherer()
        for index in 0..<size.area where raster.samples[4 * index + 3] >= 128 {
            let (red, green, blue) = (
                raster.samples[4 * index], raster.samples[4 * index + 1], raster.samples[4 * index + 2]
            )
            histogram[SRGB.luma(Int(red), Int(green), Int(blue))] += 1
            if min(red, green, blue) >= 253 { blank += 1 }
            guard !ground.contains(index) else { continue }
            subject += 1
            guard max(red, green, blue) >= 253 else { continue }
            clipped += 1
            box.add(x: index % size.width, y: index / size.width)
        }
        // A subject of a few specks around which all is white says nothing.
        let clippedShare = subject * 100 > size.area ? Double(clipped) / Double(subject) : 0
        overexposure = clippedShare + 0.3 * Double(blank) / Double(max(1, size.area))
        clippedBox = box.box
        white = Exposure(histogram: histogram).map { _ in Self.white(of: histogram) }
    }

    private static func white(of histogram: [Int]) -> Double {
        let count = histogram.reduce(0, +)
        var above = 0
        let luma = histogram.lastIndex { pixels in
            above += pixels
            return above * 50 > count
        }
        return Double(luma ?? 0) / 255
    }
}
