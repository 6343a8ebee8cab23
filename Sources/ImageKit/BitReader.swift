/// Bits of a codec's header, the highest first. Reads zeros beyond its end, and tells.
struct BitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isBeyond: Bool { position > 8 * bytes.count }

    mutating func skip(_ count: Int) { position += count }

    mutating func bits(_ count: Int) -> Int {
        var value = 0
        for _ in 0..<count {
            let bit = position < 8 * bytes.count ? Int(bytes[position >> 3] >> UInt8(7 - position & 7) & 1) : 0
            value = value << 1 | bit
            position += 1
        }
        return value
    }

    /// A number of the Exp-Golomb code (ITU-T H.265, 9.2; AV1 calls it uvlc), of at most 31 bits.
    mutating func golomb() -> Int {
        var zeros = 0
        while !isBeyond, zeros < 32, bits(1) == 0 { zeros += 1 }
        return zeros >= 31 ? Int(Int32.max) : 1 << zeros - 1 + bits(zeros)
    }
}
