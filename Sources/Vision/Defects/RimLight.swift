import Pixels

/// The light along a picture's rim, piece by piece. Behind a product there is one ground; where a piece of the rim is
/// patterned, or of another colour, it is a scene, and nothing is said of it.
struct RimLight {
    /// Whether the rim is one ground.
    let isPlain: Bool
    /// Between the lightest and the darkest piece, in levels.
    let difference: Double
    /// Where the ground is darkest, in pixels of the raster.
    let darkest: PixelBox

    private struct Piece {
        let box: PixelBox
        let mean: Double
        let roughness: Double
        let color: CIELAB
    }

    /// Nil for a picture without a rim to speak of.
    init?(of raster: RGBARaster) {
        let depth = min(raster.size.width, raster.size.height) / 16
        guard depth >= 2, raster.isOpaque else { return nil }
        let pieces = Self.boxes(of: raster.size, depth: depth).map { Self.piece(raster, $0) }
        let sorted = pieces.sorted { $0.mean < $1.mean }
        guard let darkest = sorted.first, let lightest = sorted.last else { return nil }
        // A subject that reaches over the rim makes a piece or two rough; most have to be smooth.
        let smooth = pieces.filter { $0.roughness < 10 }
        isPlain =
            smooth.count * 4 >= pieces.count * 3
            && smooth.allSatisfy { piece in
                let (a, b) = (piece.color.a - lightest.color.a, piece.color.b - lightest.color.b)
                return a * a + b * b < 144
            }
        let means = smooth.map(\.mean).sorted()
        difference = (means.last ?? 0) - (means.first ?? 0)
        self.darkest = smooth.min { $0.mean < $1.mean }?.box ?? darkest.box
    }

    /// Eight along each side.
    private static func boxes(of size: PixelSize, depth: Int) -> [PixelBox] {
        (0..<8).flatMap { number in
            let (left, right) = (number * size.width / 8, (number + 1) * size.width / 8)
            let (top, bottom) = (number * size.height / 8, (number + 1) * size.height / 8)
            return [
                PixelBox(x: left, y: 0, width: right - left, height: depth),
                PixelBox(x: left, y: size.height - depth, width: right - left, height: depth),
                PixelBox(x: 0, y: top, width: depth, height: bottom - top),
                PixelBox(x: size.width - depth, y: top, width: depth, height: bottom - top),
            ]
        }
    }

    private static func piece(_ raster: RGBARaster, _ box: PixelBox) -> Piece {
        var (red, green, blue, sum, squares) = (0, 0, 0, 0, 0)
        for y in box.y..<box.y + box.height {
            for x in box.x..<box.x + box.width {
                let index = 4 * (y * raster.size.width + x)
                let (r, g, b) = (
                    Int(raster.samples[index]), Int(raster.samples[index + 1]), Int(raster.samples[index + 2])
                )
                let luma = SRGB.luma(r, g, b)
                (red, green, blue) = (red + r, green + g, blue + b)
                sum += luma
                squares += luma * luma
            }
        }
        let count = box.width * box.height
        let mean = Double(sum) / Double(count)
        return Piece(
            box: box, mean: mean, roughness: max(0, Double(squares) / Double(count) - mean * mean).squareRoot(),
            color: CIELAB(SRGB(UInt8(red / count), UInt8(green / count), UInt8(blue / count))))
    }
}
