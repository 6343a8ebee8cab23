import CImageShims

/// The inner loops of `RowResampler`. Each keeps two running sums a sample, one for the high halves of the weights and
/// one for the low, and joins them at the end; sums wrap, so that no picture can trap, and are exact where a sound
/// window's are.
enum ResamplerPass {
    /// Pixel pairs, channel by channel: R₀R₁ G₀G₁ B₀B₁ A₀A₁. Where there is no second pixel or no fourth channel, those
    /// lanes are some byte of the row or 0, and weigh nothing.
    static func pairColour(
        _ row: UnsafeRawPointer, into pairs: UnsafeMutablePointer<SIMD8<Int16>>, pixels: Int, channels: Int
    ) {
        let bytes = channels * pixels
        let shift = UInt64(8 * channels)
        // A load takes 8 bytes, of which a pair needs 6 or 8; the last pairs are put together byte by byte.
        let whole = bytes < 8 ? 0 : (bytes - 8) / (2 * channels) + 1
        for pair in 0..<whole {
            let word = UInt64(littleEndian: row.loadUnaligned(fromByteOffset: 2 * channels &* pair, as: UInt64.self))
            pairs[pair] = calotype_zip_low(word, word &>> shift)
        }
        for pair in whole..<(pixels + 1) / 2 {
            var word: UInt64 = 0
            for byte in 2 * channels * pair..<min(bytes, 2 * channels * (pair + 1)) {
                word |=
                    UInt64(row.load(fromByteOffset: byte, as: UInt8.self)) << UInt64(8 * (byte - 2 * channels * pair))
            }
            pairs[pair] = calotype_zip_low(word, word &>> shift)
        }
    }

    static func acrossColour(
        _ pairs: UnsafePointer<SIMD8<Int16>>, into target: UnsafeMutableRawPointer, taps: ResamplerTaps, channels: Int
    ) {
        taps.words.withUnsafeBytes { words in
            guard let words = words.baseAddress else { return }
            var target = target
            var group = words
            for window in taps.windows {
                var source = pairs + window.first / 2
                var highSum = SIMD4<Int32>()
                var lowSum = rounding
                for _ in 0..<window.groups {
                    // Two pairs: high, high, low, low.
                    let weights = group.loadUnaligned(as: SIMD4<Int32>.self)
                    highSum &+= calotype_dot_pairs(source[0], twins(weights[0]))
                    highSum &+= calotype_dot_pairs(source[1], twins(weights[1]))
                    lowSum &+= calotype_dot_pairs(source[0], twins(weights[2]))
                    lowSum &+= calotype_dot_pairs(source[1], twins(weights[3]))
                    source += 2
                    group += 16
                }
                // Four bytes even where three are due: the next pixel, or the slot's margin, takes the fourth.
                target.storeBytes(of: join(highSum, lowSum).littleEndian, as: UInt32.self)
                target += channels
            }
        }
    }

    static func widenGray(_ row: UnsafeRawPointer, into samples: UnsafeMutablePointer<SIMD8<Int16>>, pixels: Int) {
        for eight in 0..<pixels / 8 {
            samples[eight] = calotype_widen(
                UInt64(littleEndian: row.loadUnaligned(fromByteOffset: 8 &* eight, as: UInt64.self)))
        }
        for index in pixels / 8 * 8..<pixels {
            samples[pixels / 8][index % 8] = Int16(row.load(fromByteOffset: index, as: UInt8.self))
        }
    }

    static func acrossGray(_ samples: UnsafeRawPointer, into target: UnsafeMutableRawPointer, taps: ResamplerTaps) {
        taps.words.withUnsafeBytes { words in
            guard var group = words.baseAddress else { return }
            for (index, window) in taps.windows.enumerated() {
                var source = samples + 2 * window.first
                var highSum = SIMD4<Int32>()
                var lowSum = SIMD4<Int32>()
                for _ in 0..<window.groups {
                    // Four pairs of high halves, four of low.
                    let eight = source.loadUnaligned(as: SIMD8<Int16>.self)
                    highSum &+= calotype_dot_pairs(eight, group.loadUnaligned(as: SIMD8<Int16>.self))
                    lowSum &+= calotype_dot_pairs(
                        eight, group.loadUnaligned(fromByteOffset: 16, as: SIMD8<Int16>.self))
                    source += 16
                    group += 32
                }
                let sum = (highSum &<< ResamplerTaps.halfBits &+ lowSum).wrappedSum() &+ rounding[0]
                target.storeBytes(
                    of: UInt8(clamping: sum >> ResamplerTaps.fractionBits), toByteOffset: index, as: UInt8.self)
            }
        }
    }

    /// One output row of `count` bytes from the ring's rows.
    static func down(
        _ rows: UnsafeRawPointer, slots: Int, stride: Int, window: ResamplerTaps.Window, words: [Int32],
        into target: UnsafeMutableRawPointer, count: Int
    ) {
        words.withUnsafeBufferPointer { words in
            guard let words = words.baseAddress.map({ $0 + window.offset }) else { return }
            let end = rows + slots * stride
            for offset in Swift.stride(from: 0, to: count, by: 8) {
                var highSums = (SIMD4<Int32>(), SIMD4<Int32>())
                var lowSums = (rounding, rounding)
                var row = rows + (window.first % slots * stride + offset)
                for pair in 0..<window.groups {
                    let upper = row.loadUnaligned(as: UInt64.self)
                    row += stride
                    if row >= end { row -= slots * stride }
                    let lower = row.loadUnaligned(as: UInt64.self)
                    row += stride
                    if row >= end { row -= slots * stride }
                    let left = calotype_zip_low(upper, lower)
                    let right = calotype_zip_high(upper, lower)
                    let highs = twins(words[2 &* pair])
                    let lows = twins(words[2 &* pair &+ 1])
                    highSums.0 &+= calotype_dot_pairs(left, highs)
                    highSums.1 &+= calotype_dot_pairs(right, highs)
                    lowSums.0 &+= calotype_dot_pairs(left, lows)
                    lowSums.1 &+= calotype_dot_pairs(right, lows)
                }
                let eight = UInt64(join(highSums.0, lowSums.0)) | UInt64(join(highSums.1, lowSums.1)) << 32
                if count - offset >= 8 {
                    target.storeBytes(of: eight, toByteOffset: offset, as: UInt64.self)
                } else {
                    for byte in 0..<count - offset {
                        target.storeBytes(
                            of: UInt8(truncatingIfNeeded: eight >> UInt64(8 * byte)), toByteOffset: offset + byte,
                            as: UInt8.self)
                    }
                }
            }
        }
    }

    /// Half of a last place, so that the shift rounds.
    private static var rounding: SIMD4<Int32> { SIMD4(repeating: 1 << (ResamplerTaps.fractionBits - 1)) }

    /// The same two weights beside each of four pairs. A bit cast, since both are the same 128 bits of one register and
    /// this is the innermost loop; any bits are a value of either type.
    @inline(__always)
    private static func twins(_ word: Int32) -> SIMD8<Int16> {
        unsafeBitCast(SIMD4<Int32>(repeating: word), to: SIMD8<Int16>.self)
    }

    @inline(__always)
    private static func join(_ high: SIMD4<Int32>, _ low: SIMD4<Int32>) -> UInt32 {
        calotype_clip((high &<< ResamplerTaps.halfBits &+ low) &>> ResamplerTaps.fractionBits)
    }
}
