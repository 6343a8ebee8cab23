import Foundation
import Pixels

/// How much noise there is in a picture.
///
/// After Immerkær, "Fast noise variance estimation" (CVIU 64, 1996): the difference of two Laplacians is blind to light that
/// falls evenly, and its mean absolute value is the noise's deviation times 6 · √(2/π). Edges and texture answer too, so it is
/// taken by tiles, and the quietest quarter of them speaks for all. Tiles that are clipped have no noise left, and are passed
/// over.
struct NoiseEstimate {
    /// Standard deviation in levels of 255.
    let deviation: Double

    /// Nil where no tile is left to judge by.
    init?(of luma: LumaPlane) {
        let (width, samples) = (luma.size.width, luma.samples)
        var deviations: [Double] = []
        for tile in PlaneTiles(of: luma.size, side: 16, atMost: 4096) {
            var sum = 0
            var answer = 0
            for y in tile.y + 1..<tile.y + tile.height - 1 {
                for here in y * width + tile.x + 1..<y * width + tile.x + tile.width - 1 {
                    func value(_ offset: Int) -> Int { Int(samples[here + offset]) }
                    sum += value(0)
                    let corners = value(-width - 1) + value(-width + 1) + value(width - 1) + value(width + 1)
                    let sides = value(-width) + value(-1) + value(1) + value(width)
                    answer += abs(corners - 2 * sides + 4 * value(0))
                }
            }
            let count = (tile.width - 2) * (tile.height - 2)
            guard (8 * count...247 * count).contains(sum) else { continue }
            deviations.append((Double.pi / 2).squareRoot() / 6 * Double(answer) / Double(count))
        }
        guard !deviations.isEmpty else { return nil }
        deviation = deviations.sorted()[deviations.count / 4]
    }
}

/// Squares of a plane, side by side; of a large one so many of them, spread evenly. A plane that holds no whole tile has
/// none.
struct PlaneTiles: Sequence {
    private let columns: Int
    private let count: Int
    private let side: Int
    private let step: Int

    init(of size: PixelSize, side: Int, atMost limit: Int) {
        columns = size.width / side
        count = columns * (size.height / side)
        self.side = side
        // Odd steps walk through all columns, whatever their number is.
        step = Swift.max(1, count / limit) | 1
    }

    func makeIterator() -> AnyIterator<PixelBox> {
        var places = stride(from: 0, to: count, by: step).makeIterator()
        return AnyIterator { [self] in
            places.next().map { place in
                PixelBox(x: place % columns * side, y: place / columns * side, width: side, height: side)
            }
        }
    }
}
