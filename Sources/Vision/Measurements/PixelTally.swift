import Pixels

/// One walk over a raster that counts what is later told: colours in cells of 8 × 8 × 8 levels, luma, alpha.
struct PixelTally {
    /// Pixels with an alpha of at least 128.
    private(set) var visible = 0
    /// Pixels with any alpha below 255.
    private(set) var translucent = 0
    /// How many visible pixels have each luma (ITU-R BT.601, as Pillow's "L").
    private(set) var luma = [Int](repeating: 0, count: 256)
    private var cells = [Cell](repeating: Cell(), count: 1 << 15)
    private let area: Int

    private struct Cell {
        var count = 0
        var red = 0
        var green = 0
        var blue = 0

        mutating func add(_ other: Cell) {
            count += other.count
            red += other.red
            green += other.green
            blue += other.blue
        }

        /// The mean of its pixels, a level each.
        var mean: SRGB {
            func level(_ sum: Int) -> UInt8 { UInt8((sum + count / 2) / count) }
            return SRGB(level(red), level(green), level(blue))
        }
    }

    init(of raster: RGBARaster) {
        area = raster.size.area
        var index = 0
        let samples = raster.samples
        while index < samples.count {
            let red = Int(samples[index])
            let green = Int(samples[index + 1])
            let blue = Int(samples[index + 2])
            let alpha = samples[index + 3]
            index += 4
            if alpha < 255 { translucent += 1 }
            guard alpha >= 128 else { continue }
            visible += 1
            luma[SRGB.luma(red, green, blue)] += 1
            let cell = (red >> 3) << 10 | (green >> 3) << 5 | blue >> 3
            cells[cell].count += 1
            cells[cell].red += red
            cells[cell].green += green
            cells[cell].blue += blue
        }
    }

    /// Each cell's mean is named by the nearest name of the table; names are gathered into families, and a family goes
    /// by the name that most of it has.
    var colors: [ColorShare] {
        var named = [Cell](repeating: Cell(), count: ColorName.table.count)
        for cell in cells where cell.count > 0 { named[ColorName.nearest(to: cell.mean)].add(cell) }
        return ColorFamily.allCases.compactMap { family in
            let members = named.indices.filter { ColorName.table[$0].family == family && named[$0].count > 0 }
            // Of two alike the one that stands first in the table, so that the answer does not hang on a sort.
            guard
                let largest = members.max(by: {
                    named[$0].count < named[$1].count || named[$0].count == named[$1].count && $0 > $1
                })
            else { return nil }
            var sum = Cell()
            for member in members { sum.add(named[member]) }
            let share = Double(sum.count) / Double(area)
            guard share >= 0.01 else { return nil }
            return ColorShare(
                family: family, name: ColorName.table[largest].name, mean: sum.mean, share: share)
        }
        .enumerated().sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }.map(\.element)
    }
}
