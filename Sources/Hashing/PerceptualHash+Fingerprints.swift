public import Pixels

/// The three hashes of Python's imagehash 4.3 (`phash`, `dhash`, `average_hash`, each with hash size 8), from a plane of
/// any size from 1×1 up. The plane is first brought to a few pixels as Pillow does it, to the bit, so that the hashes
/// are imagehash's own; a plane smaller than that is enlarged.
///
/// - Precondition of all three: the plane has a pixel.
extension PerceptualHash {
    /// What is light and dark at the lowest frequencies: a bit for each of the 8×8 lowest cosine coefficients of the
    /// 32×32 plane, set where it is over the median of the 64. The best of the three, and the one that is stored.
    ///
    /// Equal to imagehash's wherever no coefficient lies within 1e-6 of the median: there, rounding decides in both.
    /// Source: N. Krawetz, "Looks Like It" (2011), as read by imagehash: the DC coefficient counts like any other.
    public static func phash(of plane: LumaPlane) -> Self {
        let small = plane.resizedByLanczos(to: PixelSize(width: 32, height: 32))
        let coefficients = CosineTransform.lowest8x8(of32x32: small.samples)
        let sorted = coefficients.sorted()
        let median = (sorted[31] + sorted[32]) / 2
        return Self(grid: coefficients.map { $0 > median })
    }

    /// Where it gets lighter from left to right: a bit for each pixel of the 9×8 plane but the last of a row, set where
    /// its right neighbour is lighter. Source: N. Krawetz, "Kind of Like That" (2013).
    public static func dhash(of plane: LumaPlane) -> Self {
        let small = plane.resizedByLanczos(to: PixelSize(width: 9, height: 8)).samples
        return Self(
            grid: (0..<8).flatMap { y in
                (0..<8).map { x in small[9 * y + x + 1] > small[9 * y + x] }
            })
    }

    /// Where it is lighter than on average: a bit for each pixel of the 8×8 plane, set where it is over their mean.
    /// Source: N. Krawetz, "Looks Like It" (2011).
    public static func ahash(of plane: LumaPlane) -> Self {
        let small = plane.resizedByLanczos(to: PixelSize(width: 8, height: 8)).samples
        // Over the mean, in whole numbers: the mean is the sum of 64 / 64.
        let sum = small.reduce(0) { $0 + Int($1) }
        return Self(grid: small.map { 64 * Int($0) > sum })
    }

    /// - Parameter grid: 64 cells, row after row.
    private init(grid: [Bool]) {
        self.init(bits: grid.reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
    }
}
