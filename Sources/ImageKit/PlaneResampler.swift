import CImageShims
import Pixels

/// Makes a plane of eightfold samples (jpeg_planes.h) smaller with Lanczos-3, row by row: down first, as soon as an output
/// row has all the rows that it is made of, and across only what is left. It holds those rows and the output.
///
/// Not `Sendable`: it stays on the thread that decodes.
final class PlaneResampler {
    let output: PixelSize
    /// The output's rows, `stride` samples each, which is a whole number of fours.
    private(set) var samples: [Int16]
    let stride: Int
    /// What a level is in the output: 8, as in the input, or more.
    let level: Int32

    private let input: PixelSize
    private let across: PlaneTaps
    private let down: PlaneTaps
    /// The last rows that have come, row y at slot y mod `slots`.
    private var ring: [Int16]
    private let slots: Int
    private let ringStride: Int
    /// A row between the passes.
    private var between: [Int16]
    private var rows: [UnsafePointer<Int16>?]
    private var rowsPushed = 0
    private var rowsMade = 0

    /// - Parameters:
    ///   - extent: how much of `input` the picture covers.
    ///   - covered: how much of `output` it covers: of colour differences at half the resolution of an odd width, half of
    ///     the last column is beyond it.
    ///   - origin: where the output begins, in its samples; beyond the input for a side that is odd and will be mirrored.
    ///   - isFine: true for an output of up to 64 to a level, where there is much input to a sample of it.
    init(
        from input: PixelSize, covering extent: (width: Double, height: Double), to output: PixelSize,
        covering covered: (width: Double, height: Double), origin: (x: Double, y: Double),
        isFine: Bool = false
    ) {
        self.input = input
        self.output = output
        let scale = extent.width / covered.width
        let gain: Int32 = !isFine || scale < 2 ? 1 : scale < 4 ? 2 : scale < 8 ? 4 : 8
        level = 8 * gain
        var across = PlaneTaps(
            from: input.width, to: output.width, scale: scale, origin: origin.x, paddedTo: 8, gain: gain)
        across.fill(toMultipleOf: 4)
        self.across = across
        down = PlaneTaps(
            from: input.height, to: output.height, scale: extent.height / covered.height, origin: origin.y, paddedTo: 2)
        stride = across.firsts.count
        samples = Array(repeating: 0, count: stride * output.height)
        slots = down.reach
        ringStride = (input.width + 15) / 16 * 16
        ring = Array(repeating: 0, count: slots * ringStride)
        between = Array(repeating: 0, count: ringStride + across.padded)
        rows = Array(repeating: nil, count: down.padded)
    }

    /// Takes the next row, `input.width` samples, from the top. Rows past the plane's height are ignored.
    func push(_ row: UnsafePointer<Int16>) {
        guard rowsPushed < input.height else { return }
        // Through pointers, as in `RowResampler`. Every index comes from the taps, whose windows lie within the input
        // but for zeros that `padded` makes room for.
        ring.withUnsafeMutableBufferPointer { ring in
            guard let start = ring.baseAddress else { return }
            (start + rowsPushed % slots * ringStride).update(from: row, count: input.width)
            rowsPushed += 1
            while rowsMade < output.height, down.end(of: rowsMade, inputCount: input.height) <= rowsPushed {
                makeRow(from: start)
            }
        }
    }

    private func makeRow(from ring: UnsafeMutablePointer<Int16>) {
        let first = Int(down.firsts[rowsMade])
        for index in rows.indices {
            // Those that weigh nothing may be any.
            rows[index] = UnsafePointer(ring + min(first + index, rowsPushed - 1) % slots * ringStride)
        }
        down.weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            calotype_plane_down(rows, weights + rowsMade * down.padded, down.padded / 2, ringStride, &between)
        }
        samples.withUnsafeMutableBufferPointer { samples in
            guard let samples = samples.baseAddress else { return }
            calotype_plane_across(
                between, across.firsts, across.weights, across.padded / 8, stride, samples + rowsMade * stride)
        }
        rowsMade += 1
    }

    /// The output as bytes, row after row without padding.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(output.area)
        forEachRow { row in
            // A sample is so many levels less 128.
            for x in 0..<output.width {
                bytes.append(UInt8(clamping: (Int32(row[x]) + 128 * level + level / 2) / level))
            }
        }
        return bytes
    }

    /// Hands the output's rows on.
    func forEachRow(_ body: (UnsafePointer<Int16>) -> Void) {
        samples.withUnsafeBufferPointer { samples in
            guard let start = samples.baseAddress else { return }
            for row in 0..<output.height { body(start + row * stride) }
        }
    }
}
