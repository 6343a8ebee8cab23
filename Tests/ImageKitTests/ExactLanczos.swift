import Foundation
import Pixels

/// The brightness of every pixel made smaller with Lanczos-3 in doubles, and rounded once, at the end.
///
/// `Resampler` rounds between its passes too, as Pillow does, and clips each colour. Where a picture is hardly made smaller those
/// roundings are as large as what is measured: what shares them comes out nearer to it than an exact resampling would.
func exactLuma(_ raster: RGBARaster, to size: PixelSize) -> LumaPlane {
    let samples = raster.samples
    let luma = stride(from: 0, to: samples.count, by: 4).map { pixel in
        0.299 * Double(samples[pixel]) + 0.587 * Double(samples[pixel + 1]) + 0.114 * Double(samples[pixel + 2])
    }
    let across = lanczosColumns(of: luma, width: raster.size.width, to: size.width)
    let down = lanczosColumns(of: across, width: raster.size.height, to: size.height)
    return LumaPlane(size: size, samples: down.map { UInt8(min(max($0.rounded(), 0), 255)) })
}

/// Rows made `count` long, and turned: each as a column.
private func lanczosColumns(of rows: [Double], width: Int, to count: Int) -> [Double] {
    let height = rows.count / width
    let scale = Double(width) / Double(count)
    var made = [Double](repeating: 0, count: height * count)
    for x in 0..<count {
        let centre = (Double(x) + 0.5) * scale
        let first = max(0, Int(centre - 3 * scale + 0.5))
        let last = min(width, Int(centre + 3 * scale + 0.5))
        let shares = (first..<last).map { lanczos3((Double($0) - centre + 0.5) / scale) }
        let whole = shares.reduce(0, +)
        for y in 0..<height {
            let start = y * width + first
            var sum = 0.0
            var index = 0
            while index < shares.count {
                sum += shares[index] * rows[start + index]
                index += 1
            }
            made[x * height + y] = sum / whole
        }
    }
    return made
}

private func lanczos3(_ x: Double) -> Double {
    guard x != 0 else { return 1 }
    guard abs(x) < 3 else { return 0 }
    let angle = Double.pi * x
    return 3 * sin(angle) * sin(angle / 3) / (angle * angle)
}
