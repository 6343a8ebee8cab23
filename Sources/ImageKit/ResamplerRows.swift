import CImageShims
import Pixels

/// Resamples a picture that comes row by row, with Lanczos-3: across as each row arrives, then down as soon as an
/// output row has all the rows that its kernel spans. It holds those rows, already narrowed, and the output.
///
/// Works on samples as they are, gamma-encoded, as Pillow's `resize(…, LANCZOS)` does and to the same bytes: 22-bit
/// weights, and a rounding to 8 bits between the two passes. Sides may also grow or stay; an axis that stays is copied.
///
/// A picture whose height loses more than twice what its width loses (one more than twice as tall as wide, that is,
/// where the aspect is kept) goes down first and across last, as in Pillow 13 (python-pillow/Pillow#9549; before that
/// Pillow always went across first). The rows held are then as wide as they came.
///
/// Not `Sendable`: it stays on the thread that decodes.
final class RowResampler {
    private let input: PixelSize
    private let output: PixelSize
    private let channels: Int
    private let premultiplies: Bool
    private let goesDownFirst: Bool
    private let across: ResamplerTaps?
    private let down: ResamplerTaps?

    /// The row in hand, premultiplied. Empty where nothing is.
    private var premultiplied: [UInt8]
    /// A row as the across pass reads it: pixel pairs (R₀R₁ G₀G₁ B₀B₁ A₀A₁), or eight gray samples.
    private var widened: [SIMD8<Int16>]
    /// The last rows in hand after the first pass: row y at slot y mod `slots`, `stride` bytes each. Where down goes
    /// first two more slots follow, for a row between the passes and for the same row after both.
    private var ring: [UInt8]
    private let slots: Int
    private let stride: Int
    private var result: [UInt8]
    private var rowsPushed = 0
    private var rowsMade = 0

    /// - Parameters:
    ///   - input: the size of the picture that is coming; both sides at least 1.
    ///   - output: the size to make; both sides at least 1, larger than the input too.
    ///   - channels: 1, 3 or 4 bytes a pixel.
    ///   - straightAlpha: the fourth byte is a straight alpha, which weighs the other three. Only with 4 channels.
    ///   - extent: how much of `input`, from its upper left corner, the picture covers; nil for all of it. A codec that
    ///     scales rounds its last column and row up, and without this a picture would be squeezed by as much.
    init(
        from input: PixelSize, to output: PixelSize, channels: Int, straightAlpha: Bool = false,
        covering extent: (width: Double, height: Double)? = nil
    ) {
        precondition(min(input.width, input.height, output.width, output.height) >= 1, "a picture has pixels")
        precondition(channels == 1 || channels == 3 || channels == 4, "1, 3 or 4 bytes a pixel")
        self.input = input
        self.output = output
        self.channels = channels
        premultiplies = straightAlpha && channels == 4
        goesDownFirst = output.height < input.height && input.height - output.height > 2 * (input.width - output.width)
        across =
            input.width == output.width
            ? nil
            : ResamplerTaps(
                from: input.width, to: output.width, covering: extent?.width, alignment: channels == 1 ? 1 : 2,
                group: channels == 1 ? 4 : 2)
        down =
            input.height == output.height
            ? nil
            : ResamplerTaps(
                from: input.height, to: output.height, covering: extent?.height, alignment: 1, group: 1)
        premultiplied = premultiplies ? Array(repeating: 0, count: channels * input.width) : []
        let vectors = across == nil ? 0 : channels == 1 ? input.width / 8 + 2 : (input.width + 1) / 2 + 2
        widened = Array(repeating: SIMD8(), count: vectors)
        slots = down?.widest ?? 1
        // The passes read and write whole words, past a row's last byte but not past its slot.
        stride = (channels * (goesDownFirst ? max(input.width, output.width) : output.width) + 7) / 8 * 8 + 8
        ring = Array(repeating: 0, count: (slots + (goesDownFirst ? 2 : 0)) * stride)
        result = Array(repeating: 0, count: channels * output.area)
    }

    /// Takes the next row, from the top. Rows past the picture's height are ignored.
    /// - Precondition: `row` has at least `channels * width` bytes.
    func push(_ row: UnsafeBufferPointer<UInt8>) {
        precondition(row.count >= channels * input.width, "a whole row")
        guard rowsPushed < input.height, let base = row.baseAddress else { return }
        if premultiplies {
            premultiplied.withUnsafeMutableBufferPointer { premultiplied in
                guard let target = premultiplied.baseAddress else { return }
                ResamplerAlpha.premultiply(base, into: target, pixels: input.width)
                take(UnsafeRawPointer(target))
            }
        } else {
            take(UnsafeRawPointer(base))
        }
    }

    /// The output, row after row without padding. Rows that still lack one of their sources are 0.
    func finish() -> [UInt8] {
        if premultiplies {
            result.withUnsafeMutableBufferPointer { ResamplerAlpha.unpremultiply($0) }
        }
        return result
    }

    // The passes go through pointers: they are the product's hot path, and bounds checks in the inner loops cost
    // a third of it. Every index comes from `ResamplerTaps`, never from a file; the margins are those set in `init`.

    private func take(_ row: UnsafeRawPointer) {
        ring.withUnsafeMutableBytes { ring in
            guard let rows = ring.baseAddress else { return }
            let slot = rows + rowsPushed % slots * stride
            if goesDownFirst {
                slot.copyMemory(from: row, byteCount: channels * input.width)
            } else {
                goAcross(row, into: slot)
            }
            rowsPushed += 1
            makeRows(from: rows)
        }
    }

    private func goAcross(_ row: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
        guard let across else { return target.copyMemory(from: row, byteCount: channels * input.width) }
        widened.withUnsafeMutableBufferPointer { widened in
            guard let pairs = widened.baseAddress else { return }
            if channels == 1 {
                ResamplerPass.widenGray(row, into: pairs, pixels: input.width)
                ResamplerPass.acrossGray(UnsafeRawPointer(pairs), into: target, taps: across)
            } else {
                ResamplerPass.pairColour(row, into: pairs, pixels: input.width, channels: channels)
                ResamplerPass.acrossColour(pairs, into: target, taps: across, channels: channels)
            }
        }
    }

    /// Makes every output row whose last source row has come.
    private func makeRows(from rows: UnsafeMutableRawPointer) {
        let rowBytes = channels * output.width
        result.withUnsafeMutableBytes { result in
            guard var made = result.baseAddress.map({ $0 + rowsMade * rowBytes }) else { return }
            guard let down else {
                made.copyMemory(from: rows, byteCount: rowBytes)
                rowsMade += 1
                return
            }
            let between = rows + slots * stride
            let after = between + stride
            while rowsMade < output.height, down.windows[rowsMade].end <= rowsPushed {
                ResamplerPass.down(
                    rows, slots: slots, stride: stride, window: down.windows[rowsMade], words: down.words,
                    into: goesDownFirst ? between : made, count: goesDownFirst ? channels * input.width : rowBytes)
                if goesDownFirst {
                    goAcross(between, into: after)
                    made.copyMemory(from: after, byteCount: rowBytes)
                }
                made += rowBytes
                rowsMade += 1
            }
        }
    }
}
