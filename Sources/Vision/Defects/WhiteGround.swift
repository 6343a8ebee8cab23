import Pixels

/// White that surrounds a subject: pixels that are nearly white and hang together with the rim, where they make up most of the rim. A
/// blown sky touches the rim at one side only, and is no ground.
struct WhiteGround {
    private var mask: [Bool] = []

    init(of raster: RGBARaster) {
        let (width, height) = (raster.size.width, raster.size.height)
        func isWhite(_ index: Int) -> Bool {
            let pixel = raster.samples[4 * index..<4 * index + 4]
            return pixel[pixel.startIndex + 3] < 128 || pixel.prefix(3).allSatisfy { $0 >= 225 }
        }
        let rim = (0..<raster.size.area).filter { index in
            let (x, y) = (index % width, index / width)
            return x == 0 || y == 0 || x == width - 1 || y == height - 1
        }
        var open = rim.filter(isWhite)
        guard open.count * 2 > rim.count else { return }
        mask = [Bool](repeating: false, count: raster.size.area)
        for index in open { mask[index] = true }
        while let index = open.popLast() {
            let (x, y) = (index % width, index / width)
            for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)]
            where (0..<width).contains(x + dx) && (0..<height).contains(y + dy) {
                let next = index + dx + dy * width
                guard !mask[next], isWhite(next) else { continue }
                mask[next] = true
                open.append(next)
            }
        }
    }

    func contains(_ index: Int) -> Bool { !mask.isEmpty && mask[index] }
}
