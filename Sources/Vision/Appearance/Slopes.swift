import Foundation
import Pixels

/// How steeply a small picture changes at each pixel, and in which direction: Sobel's derivatives of L*, a* and b*, the
/// steepest of the three. The rim is level.
struct Slopes {
    let size: PixelSize
    /// ΔE a pixel.
    let steepness: [Double]
    /// Of the steepest change, 0..<π: light to dark and dark to light are the same edge.
    let direction: [Double]

    init(of picture: SmallPicture) {
        size = picture.size
        let (width, colors) = (size.width, picture.colors)
        var steepness = [Double](repeating: 0, count: size.area)
        var direction = steepness
        for y in stride(from: 1, to: size.height - 1, by: 1) {
            for x in stride(from: 1, to: width - 1, by: 1) {
                let here = y * width + x
                func value(_ dx: Int, _ dy: Int) -> SIMD3<Double> { colors[here + dy * width + dx].vector }
                let across =
                    value(1, -1) - value(-1, -1) + 2 * (value(1, 0) - value(-1, 0)) + value(1, 1) - value(-1, 1)
                let down = value(-1, 1) - value(-1, -1) + 2 * (value(0, 1) - value(0, -1)) + value(1, 1) - value(1, -1)
                let squares = across * across + down * down
                let steepest = squares.indices.max { squares[$0] < squares[$1] } ?? 0
                steepness[here] = squares[steepest].squareRoot() / 8
                let angle = atan2(down[steepest], across[steepest])
                direction[here] = angle < 0 ? angle + .pi : angle >= .pi ? 0 : angle
            }
        }
        self.steepness = steepness
        self.direction = direction
    }

    /// Changes that are no noise or gentle light.
    static let leastSteepness = 2.0

    /// The part of the picture in which something is to be seen: what holds all edges but a hundredth at each side. All of
    /// it where there are none.
    var contentBox: PixelBox {
        var columns = [Double](repeating: 0, count: size.width)
        var rows = [Double](repeating: 0, count: size.height)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let steep = steepness[y * size.width + x]
                guard steep >= Self.leastSteepness else { continue }
                columns[x] += steep
                rows[y] += steep
            }
        }
        let (across, down) = (Self.middle(of: columns), Self.middle(of: rows))
        return PixelBox(x: across.lowerBound, y: down.lowerBound, width: across.count, height: down.count)
    }

    private static func middle(of weights: [Double]) -> Range<Int> {
        let all = weights.reduce(0, +)
        guard all > 0 else { return weights.indices }
        var sum = 0.0
        let first = weights.firstIndex { weight in
            sum += weight
            return sum > all / 100
        }
        sum = 0
        let last = weights.lastIndex { weight in
            sum += weight
            return sum > all / 100
        }
        guard let first, let last, first <= last else { return weights.indices }
        return first..<last + 1
    }
}
