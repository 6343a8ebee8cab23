import Foundation
import Pixels

/// Which colours a picture's content has: shares of grays by lightness, and of the others by hue and lightness, as square
/// roots. What has the colour of the ground counts a twentieth.
struct ColorLayout {
    private static let grays = 8
    private static let hues = 12
    private static let lightnesses = 3
    static let count = grays + hues * lightnesses

    let values: [Double]

    init(of picture: SmallPicture, in box: PixelBox) {
        let ground = Self.ground(of: picture)
        var sums = [Double](repeating: 0, count: Self.count)
        for y in box.y..<box.y + box.height {
            for x in box.x..<box.x + box.width {
                let color = picture.colors[y * picture.size.width + x]
                let contrast = color.squaredDistance(from: ground).squareRoot()
                Self.add(color, weight: max(0.05, min(1, contrast / 20)), to: &sums)
            }
        }
        let all = sums.reduce(0, +)
        values = sums.map { all > 0 ? ($0 / all).squareRoot() : 0 }
    }

    /// The median colour of the picture's rim, channel by channel.
    private static func ground(of picture: SmallPicture) -> CIELAB {
        let (width, height) = (picture.size.width, picture.size.height)
        let rim = picture.colors.indices.filter { index in
            let (x, y) = (index % width, index / width)
            return x == 0 || y == 0 || x == width - 1 || y == height - 1
        }
        func median(_ channel: Int) -> Double {
            rim.map { picture.colors[$0].vector[channel] }.sorted()[rim.count / 2]
        }
        return CIELAB(lightness: median(0), a: median(1), b: median(2))
    }

    /// Shared between neighbouring cells, so that a colour on a border counts for both.
    private static func add(_ color: CIELAB, weight: Double, to sums: inout [Double]) {
        let chroma = hypot(color.a, color.b)
        // Below a chroma of 8 a colour is called gray, above 20 it never is.
        let vivid = min(1, max(0, (chroma - 8) / 12))
        spread(color.lightness / 100 * Double(grays) - 0.5, over: grays, isRound: false) { cell, share in
            sums[cell] += weight * (1 - vivid) * share
        }
        guard vivid > 0 else { return }
        let turn = (atan2(color.b, color.a) / (2 * .pi) + 1).truncatingRemainder(dividingBy: 1)
        spread(turn * Double(hues) - 0.5, over: hues, isRound: true) { hue, share in
            spread(color.lightness / 100 * Double(lightnesses) - 0.5, over: lightnesses, isRound: false) {
                level, part in
                sums[grays + hue * lightnesses + level] += weight * vivid * share * part
            }
        }
    }
}

/// Divides a value between the two cells whose centres it lies between. `place` is in cells, from the first one's centre.
func spread(_ place: Double, over count: Int, isRound: Bool, _ add: (_ cell: Int, _ share: Double) -> Void) {
    let below = place.rounded(.down)
    let share = place - below
    func cell(_ index: Int) -> Int {
        isRound ? (index + count) % count : min(count - 1, max(0, index))
    }
    add(cell(Int(below)), 1 - share)
    add(cell(Int(below) + 1), share)
}
