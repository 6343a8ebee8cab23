import Pixels

/// How light lies on a page: the paper's brightness, tile by tile.
///
/// The paper is the bright part of a tile (its 85th percentile, so that noise does not lift it and sparse ink does not
/// lower it), closed over 3 × 3 tiles where large letters fill one. Where it is even, the page is left alone, to the
/// byte. Where it is not, each pixel is divided by the paper beneath it: after that one threshold serves the whole page,
/// and the letters keep their edges, which a local threshold (Sauvola's) takes from them. docs/reading.md has the
/// measurement.
struct PageLight {
    private static let tile = 16
    /// The brightest paper is at most so many times as bright as the darkest on a page that is left alone. Scans and
    /// rendered pages measure 1.0 to 1.1, a shadow across the paper 2 to 4.
    private static let evenRatio = 1.2
    /// What is darker than this is no paper in a shadow but something beside the paper.
    private static let darkestPaper = 24.0
    private static let white = 250.0

    private let size: PixelSize
    private let columns: Int
    private let rows: Int
    private let paper: [Double]

    init(of samples: [UInt8], size: PixelSize) {
        self.size = size
        let columns = (size.width + Self.tile - 1) / Self.tile
        let rows = (size.height + Self.tile - 1) / Self.tile
        var paper: [Double] = []
        paper.reserveCapacity(columns * rows)
        samples.withUnsafeBufferPointer { samples in
            for row in 0..<rows {
                for column in 0..<columns {
                    paper.append(Self.brightPart(of: samples, size, left: column * Self.tile, top: row * Self.tile))
                }
            }
        }
        let grid = TileGrid(columns: columns, rows: rows)
        self.columns = columns
        self.rows = rows
        self.paper = grid.spread(grid.spread(paper, max), min)
    }

    /// How many times as bright the paper is in its brightest places as in its darkest.
    var unevenness: Double {
        let sorted = paper.sorted()
        let dark = sorted[sorted.count / 20]
        let bright = sorted[sorted.count - 1 - sorted.count / 20]
        return bright / max(1, dark)
    }

    var isEven: Bool { unevenness <= Self.evenRatio }

    /// The samples with the paper made evenly white.
    func evened(_ samples: [UInt8]) -> [UInt8] {
        let gains = TileGrid(columns: columns, rows: rows).averaged(paper)
            .map { Float(Self.white / max(Self.darkestPaper, $0)) }
        return [UInt8](unsafeUninitializedCapacity: samples.count) { output, count in
            // Unsafe in the hot loop: a page has millions of pixels, and each is one product of an interpolated gain.
            samples.withUnsafeBufferPointer { samples in
                var across = [Float](repeating: 1, count: size.width)
                for y in 0..<size.height {
                    interpolate(gains, y, into: &across)
                    let row = y * size.width
                    across.withUnsafeBufferPointer { across in
                        for x in 0..<size.width {
                            let light = Float(samples[row + x]) * across[x]
                            output[row + x] = light < 255 ? UInt8(light) : 255
                        }
                    }
                }
            }
            count = samples.count
        }
    }

    /// The gains along row `y`, between the middles of the tiles.
    private func interpolate(_ gains: [Float], _ y: Int, into across: inout [Float]) {
        let (above, below, down) = Self.neighbours(of: y, among: rows)
        let line = (0..<columns).map { column in
            gains[above * columns + column] * (1 - down) + gains[below * columns + column] * down
        }
        for x in across.indices {
            let (left, right, part) = Self.neighbours(of: x, among: columns)
            across[x] = line[left] * (1 - part) + line[right] * part
        }
    }

    /// The tiles whose middles lie before and after a pixel, and how far between them it is.
    private static func neighbours(of pixel: Int, among count: Int) -> (Int, Int, Float) {
        let place = max(0, Float(pixel) + 0.5 - Float(tile) / 2) / Float(tile)
        let before = min(count - 1, Int(place))
        return (before, min(count - 1, before + 1), place - Float(before))
    }

    private static func brightPart(
        of samples: UnsafeBufferPointer<UInt8>, _ size: PixelSize, left: Int, top: Int
    ) -> Double {
        // Counted, not sorted: a page has some ten thousand tiles. Every second pixel of every second row says as much.
        var counts = InlineArray<256, UInt8>(repeating: 0)
        var total = 0
        for y in stride(from: top, to: min(top + Self.tile, size.height), by: 2) {
            for x in stride(from: left, to: min(left + Self.tile, size.width), by: 2) {
                counts[Int(samples[y * size.width + x])] += 1
                total += 1
            }
        }
        var brighter = total - total * 85 / 100
        var gray = 255
        while true {
            brighter -= Int(counts[gray])
            if brighter <= 0 { return Double(gray) }
            gray -= 1
        }
    }
}

/// Filters over the 3 × 3 neighbourhood of each tile, cut off at the page's edges.
private struct TileGrid {
    let columns: Int
    let rows: Int

    func spread(_ values: [Double], _ choose: (Double, Double) -> Double) -> [Double] {
        mapNeighbours(values) { $0.dropFirst().reduce($0[0], choose) }
    }

    func averaged(_ values: [Double]) -> [Double] {
        mapNeighbours(values) { $0.reduce(0, +) / Double($0.count) }
    }

    private func mapNeighbours(_ values: [Double], _ body: ([Double]) -> Double) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(values.count)
        var neighbours: [Double] = []
        for row in 0..<rows {
            for column in 0..<columns {
                neighbours.removeAll(keepingCapacity: true)
                for y in max(0, row - 1)...min(rows - 1, row + 1) {
                    for x in max(0, column - 1)...min(columns - 1, column + 1) {
                        neighbours.append(values[y * columns + x])
                    }
                }
                result.append(body(neighbours))
            }
        }
        return result
    }
}
