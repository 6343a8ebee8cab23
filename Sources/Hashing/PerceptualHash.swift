/// A 64-bit fingerprint of a luma plane. Pictures that look alike differ in few bits.
///
/// The bits are an 8×8 grid, row after row from the top left; the first is the most significant. `hex` is the text form
/// that Python's imagehash prints, so hashes made by either can be compared.
public struct PerceptualHash: Hashable, Sendable {
    public let bits: UInt64

    @inlinable
    public init(bits: UInt64) {
        self.bits = bits
    }

    /// Reads exactly 16 hexadecimal digits of either case; nil for anything else.
    ///
    /// Inlinable, since a caller in another module would look up how to walk its text anew at every digit.
    @inlinable
    public init?(hex: some StringProtocol) {
        var bits: UInt64 = 0
        var digits = 0
        for character in hex.utf8 {
            guard digits < 16, let value = Self.value(ofDigit: character) else { return nil }
            bits = bits << 4 | value
            digits += 1
        }
        guard digits == 16 else { return nil }
        self.init(bits: bits)
    }

    /// 16 lower-case hexadecimal digits.
    public var hex: String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// How many bits differ, 0 to 64 (the Hamming distance).
    public func distance(to other: Self) -> Int {
        (bits ^ other.bits).nonzeroBitCount
    }

    @usableFromInline
    static func value(ofDigit character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(character - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(character - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
