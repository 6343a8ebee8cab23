import Foundation
import Pixels

/// Where which edges lie in a picture's content: shares of steepness by cell of a 4 × 4 grid and by direction in eighths
/// of a half turn, as square roots; and how wide the content is for its height.
struct EdgeLayout {
    private static let side = 4
    private static let directions = 8
    static let count = side * side * directions + aspects
    private static let aspects = 4

    let values: [Double]

    init(of slopes: Slopes, in box: PixelBox) {
        var sums = [Double](repeating: 0, count: Self.side * Self.side * Self.directions)
        for y in box.y..<box.y + box.height {
            for x in box.x..<box.x + box.width {
                let index = y * slopes.size.width + x
                // Beyond a clear edge a harder contrast is no better edge.
                let weight = min(12, slopes.steepness[index])
                guard weight >= Slopes.leastSteepness else { continue }
                let column = (Double(x - box.x) + 0.5) / Double(box.width) * Double(Self.side) - 0.5
                let row = (Double(y - box.y) + 0.5) / Double(box.height) * Double(Self.side) - 0.5
                let direction = slopes.direction[index] / .pi * Double(Self.directions)
                spread(row, over: Self.side, isRound: false) { cellRow, first in
                    spread(column, over: Self.side, isRound: false) { cellColumn, second in
                        spread(direction, over: Self.directions, isRound: true) { bin, third in
                            sums[(cellRow * Self.side + cellColumn) * Self.directions + bin] +=
                                weight * first * second * third
                        }
                    }
                }
            }
        }
        let all = sums.reduce(0, +)
        values = sums.map { all > 0 ? ($0 / all).squareRoot() : 0 } + Self.aspect(of: box)
    }

    /// A histogram of one value, a tenth of all shares: upright, nearly square, lying, and very wide.
    private static func aspect(of box: PixelBox) -> [Double] {
        var shares = [Double](repeating: 0, count: aspects)
        let octaves = log2(Double(box.width) / Double(box.height))
        spread(octaves + 1.5, over: aspects, isRound: false) { shares[$0] += $1 }
        return shares.map { (aspectShare * $0).squareRoot() }
    }

    private static let aspectShare = 0.3
}
