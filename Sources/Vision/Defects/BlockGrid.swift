import Pixels

/// The grid of 8 × 8 blocks that a JPEG leaves behind.
///
/// After Wang, Sheikh and Bovik, "No-reference perceptual quality assessment of JPEG compressed images" (ICIP 2002): the mean
/// step across the borders of blocks, held against that of the other columns and rows. The grid need not start in the corner,
/// since a picture may have been cropped or turned; so the border is the column of eight with the largest steps, the others'
/// median is what a picture without blocks would have there, and it must stand out along both axes.
struct BlockGrid {
    /// By how much of themselves the steps at the borders exceed the others.
    let excess: Double

    /// Nil where the picture is too small.
    init?(of luma: LumaPlane) {
        guard min(luma.size.width, luma.size.height) >= 64 else { return nil }
        var across = [Int](repeating: 0, count: 8)
        var down = across
        let (width, samples) = (luma.size.width, luma.samples)
        // Rows apart by an odd number, so that all rows of the grid are met.
        let stride = max(1, luma.size.area >> 22) | 1
        for y in Swift.stride(from: 0, to: luma.size.height - 1, by: stride) {
            var below = 0
            for x in 0..<width - 1 {
                let here = Int(samples[y * width + x])
                // An edge of the subject is no block's.
                across[x & 7] += min(24, abs(Int(samples[y * width + x + 1]) - here))
                below += min(24, abs(Int(samples[(y + 1) * width + x]) - here))
            }
            down[y & 7] += below
        }
        // Beside half a level a pixel a step can't be seen, however even the rest is.
        let floor = luma.size.area / stride / 16
        func excess(_ sums: [Int]) -> Double {
            let sorted = sums.sorted()
            return Double(sorted[7] - sorted[3]) / Double(sorted[3] + floor)
        }
        self.excess = min(excess(across), excess(down))
    }
}
