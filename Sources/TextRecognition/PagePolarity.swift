import Pixels

/// Which is the ink, the dark or the bright.
enum PagePolarity {
    private static let tile = 32
    /// A tile whose samples differ by less has no letters, or says too little.
    private static let leastContrast = 48

    /// Whether letters are brighter than what they stand on. Each piece of the page that has contrast votes: paper takes
    /// more room than ink, so the mean lies on the paper's side of the middle. A shadow makes paper dark, but not darker
    /// than its own ink.
    static func isLightOnDark(_ samples: [UInt8], size: PixelSize) -> Bool {
        var votes = 0
        samples.withUnsafeBufferPointer { samples in
            for top in stride(from: 0, to: size.height, by: tile) {
                for left in stride(from: 0, to: size.width, by: tile) {
                    votes += vote(of: samples, size, left: left, top: top)
                }
            }
        }
        return votes > 0
    }

    /// 1 for light on dark, -1 for dark on light, 0 for neither.
    private static func vote(of samples: UnsafeBufferPointer<UInt8>, _ size: PixelSize, left: Int, top: Int) -> Int {
        var (least, most, sum, count) = (255, 0, 0, 0)
        // Every second pixel of every second row says as much.
        for y in stride(from: top, to: min(top + tile, size.height), by: 2) {
            for x in stride(from: left, to: min(left + tile, size.width), by: 2) {
                let sample = Int(samples[y * size.width + x])
                least = min(least, sample)
                most = max(most, sample)
                sum += sample
                count += 1
            }
        }
        guard most - least >= leastContrast else { return 0 }
        return 2 * sum < (least + most) * count ? 1 : -1
    }
}
