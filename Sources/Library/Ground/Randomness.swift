import Foundation

/// Where ids and tokens come from, passed in so that a test can fix it.
public struct Randomness: Sendable {
    private let fill: @Sendable (Int) -> [UInt8]

    /// `bytes` gives as many bytes as it is asked for. They have to be fit for keys.
    public init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        fill = bytes
    }

    /// The kernel's generator.
    public static let system = Randomness { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in generator.next() }
    }

    public func bytes(_ count: Int) -> [UInt8] { fill(count) }

    /// A random UUID (version 4) in lower case.
    public func uuid() -> String {
        let b = fill(16)
        let uuid = UUID(
            uuid: (
                b[0], b[1], b[2], b[3], b[4], b[5], b[6] & 0x0F | 0x40, b[7],
                b[8] & 0x3F | 0x80, b[9], b[10], b[11], b[12], b[13], b[14], b[15]
            ))
        return uuid.uuidString.lowercased()
    }

    /// A secret for a bearer: `byteCount` random bytes in lower-case hex.
    public func token(byteCount: Int) -> String {
        Hex.encode(fill(byteCount))
    }
}

/// Bytes as lower-case hexadecimal digits.
enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil for anything but pairs of lower-case digits.
    static func decode(_ text: String) -> [UInt8]? {
        let values = text.utf8.map { digits.firstIndex(of: $0) }
        guard values.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: values.count, by: 2) {
            guard let high = values[place], let low = values[place + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
