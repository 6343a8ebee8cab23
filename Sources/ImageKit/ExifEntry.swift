/// One entry of a directory, copied out of the block: a name, a type, and the bytes of its value.
struct ExifEntry {
    /// The types of TIFF 6.0, by their numbers.
    enum Format: UInt32 {
        case byte = 1, ascii, short, long, rational
        case signedByte, undefined, signedShort, signedLong, signedRational, float, double

        var bytesPerComponent: Int {
            switch self {
            case .byte, .ascii, .signedByte, .undefined: 1
            case .short, .signedShort: 2
            case .long, .signedLong, .float: 4
            case .rational, .signedRational, .double: 8
            }
        }
    }

    /// Which end of a number comes first.
    enum Order {
        case littleEndian, bigEndian

        /// At most eight bytes as a number without sign.
        func word(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
            switch self {
            case .littleEndian: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
            case .bigEndian: bytes.reduce(0) { $0 << 8 | UInt64($1) }
            }
        }
    }

    let tag: UInt16
    let name: String
    let format: Format
    let order: Order
    let bytes: [UInt8]
}
