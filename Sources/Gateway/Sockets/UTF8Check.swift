/// Whether bytes that come in pieces are UTF-8: Unicode's table 3-7, one byte at a time.
struct UTF8Check {
    /// What the next byte of a character that is under way may be.
    private var next: ClosedRange<UInt8> = 0x80...0xBF
    private var missing = 0

    /// Whether all of it stood between whole characters so far.
    var isWhole: Bool { missing == 0 }

    /// false as soon as no continuation could make it UTF-8.
    mutating func take(_ bytes: some Sequence<UInt8>) -> Bool {
        for byte in bytes {
            if missing > 0 {
                guard next.contains(byte) else { return false }
                missing -= 1
                next = 0x80...0xBF
            } else if byte >= 0x80 {
                guard start(byte) else { return false }
            }
        }
        return true
    }

    private mutating func start(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: (missing, next) = (1, 0x80...0xBF)
        case 0xE0: (missing, next) = (2, 0xA0...0xBF)
        case 0xED: (missing, next) = (2, 0x80...0x9F)
        case 0xE1...0xEF: (missing, next) = (2, 0x80...0xBF)
        case 0xF0: (missing, next) = (3, 0x90...0xBF)
        case 0xF1...0xF3: (missing, next) = (3, 0x80...0xBF)
        case 0xF4: (missing, next) = (3, 0x80...0x8F)
        default: return false
        }
        return true
    }
}
