import Pixels

/// Makes rows coarser by a whole number each way, each sample the mean of those that it covers: what a DCT scale is for a
/// JPEG, for pictures that come in full. Not `Sendable`: it stays on the thread that decodes.
final class BoxReducer {
    let size: PixelSize
    /// The part of `size` that the picture covers.
    let extent: (width: Double, height: Double)
    private let input: PixelSize
    private let factor: Int
    private let channels: Int
    /// Columns of the rows in hand, added up: at most 255 times `largestFactor`.
    private var sums: [UInt16]
    private var rowsInHand = 0
    private var rowsPushed = 0
    private var reduced: [UInt8]

    /// Beyond this the sum of a column would not fit.
    static let largestFactor = 256

    /// - Parameters:
    ///   - factor: 2 to `largestFactor`.
    ///   - channels: bytes a pixel. An alpha would have to be premultiplied.
    init(_ input: PixelSize, covering extent: (width: Double, height: Double), by factor: Int, channels: Int) {
        precondition((2...Self.largestFactor).contains(factor), "a column's sum has 16 bits")
        self.input = input
        self.factor = factor
        self.channels = channels
        size = PixelSize(width: (input.width + factor - 1) / factor, height: (input.height + factor - 1) / factor)
        self.extent = (extent.width / Double(factor), extent.height / Double(factor))
        sums = Array(repeating: 0, count: input.width * channels)
        reduced = Array(repeating: 0, count: size.width * channels)
    }

    /// For rows that are to be made into pictures of at least `least`; nil where they are hardly larger, or have an alpha.
    convenience init?(_ rows: DisplayRows, toAtLeast least: PixelSize) {
        let size = rows.source.size
        let factor = min(size.width / least.width, size.height / least.height, Self.largestFactor)
        guard factor >= 2, rows.layout != .rgba else { return nil }
        self.init(size, covering: rows.source.extent, by: factor, channels: rows.layout.channels)
    }

    /// Takes the next row, and hands on one that it completes.
    /// - Precondition: `row` has at least `channels * width` bytes.
    func push(_ row: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        precondition(row.count >= sums.count, "a whole row")
        // Without bounds checks, which would keep this from being vectors: every sample of the picture comes by.
        sums.withUnsafeMutableBufferPointer { sums in
            guard let sum = sums.baseAddress, let sample = row.baseAddress else { return }
            if rowsInHand == 0 {
                for index in 0..<sums.count { sum[index] = UInt16(sample[index]) }
            } else {
                for index in 0..<sums.count { sum[index] &+= UInt16(sample[index]) }
            }
        }
        rowsInHand += 1
        rowsPushed += 1
        guard rowsInHand == factor || rowsPushed == input.height else { return }
        if channels == 3 { reduce(channels: 3) } else { reduce(channels: channels) }
        rowsInHand = 0
        reduced.withUnsafeBufferPointer(body)
    }

    /// The row in hand, across.
    @inline(__always)
    private func reduce(channels: Int) {
        let whole = input.width / factor
        let share = Self.share(of: rowsInHand * factor)
        sums.withUnsafeBufferPointer { sums in
            reduced.withUnsafeMutableBufferPointer { reduced in
                guard let sums = sums.baseAddress, let reduced = reduced.baseAddress else { return }
                for pixel in 0..<whole {
                    let start = pixel &* factor &* channels
                    for channel in 0..<channels {
                        var sum: UInt32 = 0
                        for step in 0..<factor { sum &+= UInt32(sums[start &+ step &* channels &+ channel]) }
                        reduced[pixel &* channels &+ channel] = Self.mean(sum, share)
                    }
                }
            }
        }
        let rest = input.width - whole * factor
        guard rest > 0 else { return }
        let restShare = Self.share(of: rowsInHand * rest)
        for channel in 0..<channels {
            let sum = (0..<rest).reduce(UInt32(0)) { $0 + UInt32(sums[(whole * factor + $1) * channels + channel]) }
            reduced[whole * channels + channel] = Self.mean(sum, restShare)
        }
    }

    /// One part in `count`, in 32 bits after the point, rounded up: exact for every sum of bytes of up to 65,536 of them.
    private static func share(of count: Int) -> UInt64 { (1 << 32 + UInt64(count) - 1) / UInt64(count) }

    @inline(__always)
    private static func mean(_ sum: UInt32, _ share: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: min(255, (UInt64(sum) &* share &+ 1 << 31) >> 32))
    }
}
