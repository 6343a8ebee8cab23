public import Foundation

/// A moment, as requests and answers carry it: RFC 3339. Written in UTC with `Z`, with a fraction only where there is
/// one; read with any offset, or none, which is then taken as UTC.
public struct UTCTime: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        milliseconds = overflow ? (seconds < 0 ? Self.earliest : Self.latest) : product
    }

    /// To the millisecond.
    public init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }

    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what four digits of a year can write.
    private static let earliest: Int64 = -62_167_219_200_000
    private static let latest: Int64 = 253_402_300_799_999

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// `2025-10-20T10:00:00Z`, or with `.250`.
    public var rfc3339: String {
        String(unsafeUninitializedCapacity: Self.longestText) { write(into: $0) }
    }

    /// The length of `2025-10-20T10:00:00.250Z`.
    static let longestText = 24

    /// Writes the text's ASCII, and says how much of it there is. Digit by digit: a page of a hundred photos has hundreds of
    /// times.
    func write(into text: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let clamped = min(max(milliseconds, Self.earliest), Self.latest)
        let day = floorDivision(clamped, 86_400_000)
        let inDay = clamped - day * 86_400_000
        let (year, month, dayOfMonth) = civil(fromDay: day)
        var end = 0
        func put(_ value: Int64, _ digits: Int, then mark: Unicode.Scalar) {
            var rest = value
            for place in stride(from: end + digits - 1, through: end, by: -1) {
                text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            text[end + digits] = UInt8(ascii: mark)
            end += digits + 1
        }
        put(year, 4, then: "-")
        put(month, 2, then: "-")
        put(dayOfMonth, 2, then: "T")
        put(inDay / 3_600_000, 2, then: ":")
        put(inDay / 60_000 % 60, 2, then: ":")
        let fraction = inDay % 1000
        put(inDay / 1000 % 60, 2, then: fraction == 0 ? "Z" : ".")
        if fraction != 0 { put(fraction, 3, then: "Z") }
        return end
    }

    /// Reads `YYYY-MM-DD`, `YYYY-MM-DDThh:mm`, with seconds, a fraction (kept to the millisecond) and an offset
    /// (`Z`, `+hh:mm`, `-hh:mm`). A blank may stand for the `T`. A leap second is its minute's last second.
    public init?(rfc3339 text: String) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2), (1...12).contains(month), (1...daysIn(month, of: year)).contains(day)
        else { return nil }
        var total = day0(year, month, day) * 86_400_000
        if !reader.isAtEnd {
            guard reader.take("T") || reader.take("t") || reader.take(" "), let hour = reader.digits(2),
                reader.take(":"),
                let minute = reader.digits(2), hour < 24, minute < 60
            else { return nil }
            total += (hour * 60 + minute) * 60_000
            if reader.take(":") {
                guard let second = reader.digits(2), second <= 60 else { return nil }
                total += min(second, 59) * 1000
                if reader.take(".") {
                    guard let fraction = reader.fraction() else { return nil }
                    total += fraction
                }
            }
            if !reader.isAtEnd {
                guard let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
                total -= offset * 60_000
            }
        }
        guard (Self.earliest...Self.latest).contains(total) else { return nil }
        milliseconds = total
    }
}

extension UTCTime: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) { writer.append(self) }
    public static func schema(in components: SchemaComponents) -> JSONValue {
        ["type": "string", "format": "date-time"]
    }
}

extension UTCTime: RequestField {
    public static let sample = UTCTime(seconds: 1_760_954_400)

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = UTCTime(rfc3339: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be a time in RFC 3339")
        }
        self = time
    }
}

private func floorDivision(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
}

/// Days since 1970-01-01 of a proleptic Gregorian date. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
private func day0(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivision(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

/// The inverse of `day0`, from the same source.
private func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = floorDivision(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}

private func daysIn(_ month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// Takes fixed runs of digits and single characters from the front of a text.
private struct DigitReader {
    private var rest: Substring.UTF8View.SubSequence

    init(_ utf8: String.UTF8View) { rest = utf8[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return value
    }

    /// One to twelve digits after the point, as milliseconds.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while let digit = digits(1) {
            count += 1
            guard count <= 12 else { return nil }
            if count <= 3 { value = value * 10 + digit }
        }
        guard count > 0 else { return nil }
        for _ in count..<max(count, 3) { value *= 10 }
        return value
    }

    mutating func offsetMinutes() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = digits(2) else { return nil }
        _ = take(":")
        guard let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
