public import Pixels

/// A picture like a photograph, as far as a codec can tell: smooth at large, detailed at small, with some sensor noise.
public enum Photograph {
    /// Value noise of four octaves, each a lattice of random numbers with straight lines between them.
    public static func make(width: Int, height: Int, seed: UInt64) -> RGBARaster {
        var random = SplitMix64(seed: seed)
        var samples = [UInt8](repeating: 255, count: 4 * width * height)
        for channel in 0..<3 {
            let octaves = [(256, 88), (64, 60), (16, 48), (4, 40)].map { cell, strength in
                Lattice(width: width, height: height, cell: cell, strength: strength, random: &random)
            }
            for y in 0..<height {
                for x in 0..<width {
                    let noise = Int(random.next() & 15)
                    let value = octaves.reduce(noise) { $0 + $1.value(x, y) }
                    samples[4 * (y * width + x) + channel] = UInt8(clamping: value)
                }
            }
        }
        return RGBARaster(size: PixelSize(width: width, height: height), samples: samples, isOpaque: true)
    }

    private struct Lattice {
        private let cell: Int
        private let columns: Int
        private let nodes: [Int]

        init(width: Int, height: Int, cell: Int, strength: Int, random: inout SplitMix64) {
            self.cell = cell
            columns = width / cell + 2
            nodes = (0..<columns * (height / cell + 2)).map { _ in Int(random.next() & 255) * strength / 256 }
        }

        /// 0 to the strength.
        func value(_ x: Int, _ y: Int) -> Int {
            let (column, right) = x.quotientAndRemainder(dividingBy: cell)
            let (row, down) = y.quotientAndRemainder(dividingBy: cell)
            let node = row * columns + column
            let above = nodes[node] * (cell - right) + nodes[node + 1] * right
            let below = nodes[node + columns] * (cell - right) + nodes[node + columns + 1] * right
            return (above * (cell - down) + below * down) / (cell * cell)
        }
    }
}
