import CImageShims
import Pixels

/// Makes a picture of gray or RGB bytes smaller with Lanczos-3 for looking at: `RowResampler`, its plain twin, gives Pillow's
/// bytes and takes three times as long. Weights have 14 bits after the point and add up to one exactly, so that a pass is a third of a
/// level off at the most (20 weights, each by half a unit at most, of 255 levels), and what lies between the passes is kept to a
/// 32nd of a level: a sample differs from the exact one by less than one level, and from Pillow's, which rounds to whole levels
/// and clips between the passes, by two and at hard edges more.
///
/// Down goes first, so that each input sample is touched once, and no row is taken across that is not an output row.
///
/// Not `Sendable`: it stays on the thread that decodes.
final class BytesResampler {
    private let input: PixelSize
    private let output: PixelSize
    private let channels: Int
    private let across: PlaneTaps
    private let down: PlaneTaps
    /// The last rows that have come, row y at slot y mod `slots`.
    private var ring: [UInt8]
    private let slots: Int
    private let ringStride: Int
    /// A row between the passes, and the same with its colours apart.
    private var between: [Int16]
    private var apart: [Int16]
    private let apartStride: Int
    private var made: [Int16]
    private var rows: [UnsafePointer<UInt8>?]
    private var result: [UInt8]
    private var rowsPushed = 0
    private var rowsMade = 0

    /// - Parameters:
    ///   - input: the size of the picture that is coming; both sides at least those of `output`.
    ///   - channels: 1 or 3 bytes a pixel.
    ///   - extent: how much of `input` the picture covers.
    init(
        from input: PixelSize, covering extent: (width: Double, height: Double), to output: PixelSize, channels: Int
    ) {
        precondition(channels == 1 || channels == 3, "gray or RGB")
        self.input = input
        self.output = output
        self.channels = channels
        var across = PlaneTaps(
            from: input.width, to: output.width, scale: extent.width / Double(output.width), origin: 0, paddedTo: 8)
        across.fill(toMultipleOf: 4)
        self.across = across
        down = PlaneTaps(
            from: input.height, to: output.height, scale: extent.height / Double(output.height), origin: 0, paddedTo: 2)
        slots = down.reach
        ringStride = (channels * input.width + 15) / 16 * 16
        ring = Array(repeating: 0, count: slots * ringStride)
        between = Array(repeating: 0, count: ringStride + across.padded)
        apartStride = channels == 1 ? 0 : input.width + across.padded
        apart = Array(repeating: 0, count: 3 * apartStride)
        made = Array(repeating: 0, count: across.firsts.count)
        rows = Array(repeating: nil, count: down.padded)
        result = Array(repeating: 0, count: channels * output.area)
    }

    /// Takes the next row, from the top. Rows past the picture's height are ignored.
    /// - Precondition: `row` has at least `channels * width` bytes.
    func push(_ row: UnsafeBufferPointer<UInt8>) {
        precondition(row.count >= channels * input.width, "a whole row")
        guard rowsPushed < input.height, let source = row.baseAddress else { return }
        // Through pointers, as in `PlaneResampler`.
        ring.withUnsafeMutableBufferPointer { ring in
            guard let start = ring.baseAddress else { return }
            (start + rowsPushed % slots * ringStride).update(from: source, count: channels * input.width)
            rowsPushed += 1
            while rowsMade < output.height, down.end(of: rowsMade, inputCount: input.height) <= rowsPushed {
                makeRow(from: start)
            }
        }
    }

    /// The output, row after row without padding. Rows that still lack one of their sources are 0.
    func finish() -> [UInt8] { result }

    private func makeRow(from ring: UnsafeMutablePointer<UInt8>) {
        let first = Int(down.firsts[rowsMade])
        for index in rows.indices {
            // Those that weigh nothing may be any.
            rows[index] = UnsafePointer(ring + min(first + index, rowsPushed - 1) % slots * ringStride)
        }
        down.weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            calotype_bytes_down(rows, weights + rowsMade * down.padded, down.padded / 2, ringStride, &between)
        }
        let width = output.width
        result.withUnsafeMutableBufferPointer { result in
            guard let target = result.baseAddress.map({ $0 + rowsMade * channels * width }) else { return }
            if channels == 1 {
                goAcross(between, into: target)
            } else {
                apart.withUnsafeMutableBufferPointer { apart in
                    guard let start = apart.baseAddress else { return }
                    calotype_split_colours(
                        between, input.width, [start, start + apartStride, start + 2 * apartStride])
                    for colour in 0..<3 { goAcross(start + colour * apartStride, into: target + colour) }
                }
            }
        }
        rowsMade += 1
    }

    private func goAcross(_ row: UnsafePointer<Int16>, into target: UnsafeMutablePointer<UInt8>) {
        calotype_plane_across(row, across.firsts, across.weights, across.padded / 8, made.count, &made)
        calotype_plane_bytes(made, output.width, CALOTYPE_LEVELS_FULL, target, channels)
    }
}
