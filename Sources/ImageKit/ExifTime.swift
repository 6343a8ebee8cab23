/// A moment as EXIF tells it: a clock on the wall, and sometimes how far that clock was from UTC.
public struct ExifTime: Sendable, Hashable {
    /// Since 1970-01-01T00:00:00Z. A clock without an offset is read as UTC.
    public let secondsSince1970: Int64
    /// 0 to 999, on top of the seconds, before 1970 too.
    public let milliseconds: Int
    /// False where the zone was not said, so that `secondsSince1970` may be hours off.
    public let hasOffset: Bool
}

extension ExifTime {
    /// Reads `YYYY:MM:DD HH:MM:SS` (also with `-`, `/` or `.` in the date and with `T` between, as some programs write
    /// it). Nil for a day or an hour that does not exist, `0000:00:00 00:00:00` among them.
    /// - Parameters:
    ///   - fraction: the decimals of the second. What is not digits counts as none.
    ///   - offset: `+HH:MM`, `-HH:MM` or `Z`. Anything else counts as none.
    init?(_ text: String, fraction: String?, offset: String?) {
        let bytes = Array(text.utf8)
        guard
            bytes.count >= 19, Self.dateMarks.contains(bytes[4]), bytes[7] == bytes[4],
            bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            year >= 1, 1...12 ~= month, day >= 1, day <= Self.days(inMonth: month, of: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let offsetSeconds = offset.flatMap(Self.seconds(ofOffset:))
        let clock = Self.days(toYear: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
        secondsSince1970 = Int64(clock - (offsetSeconds ?? 0))
        milliseconds = fraction.flatMap { Self.number(Array(($0 + "00").utf8.prefix(3))[...]) } ?? 0
        hasOffset = offsetSeconds != nil
    }

    private static let dateMarks = Array(":-/.".utf8)

    /// Nil where a byte is not a digit.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            number = 10 * number + Int(digit - UInt8(ascii: "0"))
        }
        return digits.isEmpty ? nil : number
    }

    private static func seconds(ofOffset text: String) -> Int? {
        let bytes = Array(text.utf8)
        if bytes == Array("Z".utf8) { return 0 }
        guard
            bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3]),
            let minutes = number(bytes[4..<6]), hours < 16, minutes < 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the Gregorian calendar, for years from 1. Years are counted from March, so that the leap
    /// day is a year's last. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    private static func days(toYear year: Int, month: Int, day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let era = year / 400
        let yearOfEra = year - 400 * era
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return 146_097 * era + 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
