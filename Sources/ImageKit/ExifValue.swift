/// What a tag says: text as text, numbers as numbers.
public enum ExifValue: Sendable, Equatable {
    /// Not empty, without NUL, at most 4 kB.
    case text(String)
    case integer(Int64)
    /// Finite. A rational is its quotient.
    case real(Double)
    /// 2 to 64 integers, or as many reals.
    case list([ExifValue])

    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The number, or the list of them; nil for text.
    public var numbers: [Double]? {
        switch self {
        case .text: nil
        case .integer(let number): [Double(number)]
        case .real(let number): [number]
        case .list(let values): values.flatMap { $0.numbers ?? [] }
        }
    }
}

extension ExifValue {
    private static let mostNumbers = 64

    /// Nil where the entry is neither text nor numbers, is empty, holds a number that is not finite, or more numbers
    /// than any tag that names a property of a picture has.
    init?(_ entry: ExifEntry) {
        if let encoding = ExifText.Encoding(tag: entry.tag, format: entry.format) {
            guard let text = ExifText.read(entry.bytes, as: encoding, order: entry.order) else { return nil }
            self = .text(text)
            return
        }
        let width = entry.format.bytesPerComponent
        guard width > 0, 1...Self.mostNumbers ~= entry.bytes.count / width else { return nil }
        var numbers: [ExifValue] = []
        for start in stride(from: 0, through: entry.bytes.count - width, by: width) {
            guard let number = Self(number: entry.bytes[start..<start + width], entry.format, entry.order) else {
                return nil
            }
            numbers.append(number)
        }
        self = numbers.count == 1 ? numbers[0] : .list(numbers)
    }

    private init?(number bytes: ArraySlice<UInt8>, _ format: ExifEntry.Format, _ order: ExifEntry.Order) {
        let bits = order.word(bytes)
        switch format {
        case .byte, .short, .long:
            self = .integer(Int64(truncatingIfNeeded: bits))
        case .signedByte:
            self = .integer(Int64(Int8(truncatingIfNeeded: bits)))
        case .signedShort:
            self = .integer(Int64(Int16(truncatingIfNeeded: bits)))
        case .signedLong:
            self = .integer(Int64(Int32(truncatingIfNeeded: bits)))
        case .rational:
            self.init(Double(order.word(bytes.prefix(4))) / Double(order.word(bytes.suffix(4))))
        case .signedRational:
            let numerator = Int32(truncatingIfNeeded: order.word(bytes.prefix(4)))
            let denominator = Int32(truncatingIfNeeded: order.word(bytes.suffix(4)))
            self.init(Double(numerator) / Double(denominator))
        case .float:
            self.init(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
        case .double:
            self.init(Double(bitPattern: bits))
        case .ascii, .undefined:
            return nil
        }
    }

    /// Nil for what division by zero leaves.
    private init?(_ number: Double) {
        guard number.isFinite else { return nil }
        self = .real(number)
    }
}
