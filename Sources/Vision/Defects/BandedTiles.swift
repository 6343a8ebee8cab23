import Pixels

/// The tiles of a picture through which the edge of a band runs: a step of 2 to 8 levels between two stretches that are
/// quite even, along which the picture's noise would hide it. False contours are told from edges in the same way by Daly and
/// Feng, "Decontouring: prevention and removal of false contour artifacts" (SPIE 5292, 2004).
struct BandedTiles {
    /// Of all tiles, 0…1.
    let share: Double
    let box: PixelBox?

    private static let side = 32
    /// Pixels on either side of a step that have to be even.
    private static let reach = 9

    init(of luma: LumaPlane) {
        var (all, banded) = (0, 0)
        var gathered = BoxGatherer()
        for tile in PlaneTiles(of: luma.size, side: Self.side, atMost: 4096) {
            all += 1
            guard Self.isBanded(luma, tile) else { continue }
            banded += 1
            gathered.add(x: tile.x, y: tile.y)
            gathered.add(x: tile.x + tile.width - 1, y: tile.y + tile.height - 1)
        }
        share = all > 0 ? Double(banded) / Double(all) : 0
        box = gathered.box
    }

    /// Whether half of the tile's rows, or of its columns, go down or up a visible step, all the same way.
    private static func isBanded(_ luma: LumaPlane, _ tile: PixelBox) -> Bool {
        for (along, lines) in [(1, luma.size.width), (luma.size.width, 1)] {
            var (rises, falls) = (0, 0)
            for line in 0..<side {
                let start = tile.y * luma.size.width + tile.x + line * lines
                switch step(luma.samples, from: start, by: along) {
                case ..<0: falls += 1
                case 1...: rises += 1
                default: break
                }
            }
            if max(rises, falls) * 2 >= side { return true }
        }
        return false
    }

    /// The first step of a line of a tile: over 0 where it goes up, under 0 where it goes down, 0 where there is none.
    private static func step(_ samples: [UInt8], from start: Int, by along: Int) -> Int {
        func value(_ place: Int) -> Int { Int(samples[start + place * along]) }
        for place in reach..<side - reach {
            let step = value(place) - value(place - 1)
            guard (2...8).contains(abs(step)) else { continue }
            let before = (1..<reach).allSatisfy { value(place - 1 - $0) == value(place - 1) }
            let after = (1..<reach).allSatisfy { value(place + $0) == value(place) }
            if before, after { return step }
        }
        return 0
    }
}
