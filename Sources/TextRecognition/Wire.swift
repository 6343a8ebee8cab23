/// Bytes going to the other process: little-endian numbers, and texts with their length before them.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ number: Double) { write(number.bitPattern) }

    mutating func write(_ text: String) {
        write(UInt32(truncatingIfNeeded: text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ texts: [String]) {
        write(UInt32(truncatingIfNeeded: texts.count))
        for text in texts { write(text) }
    }
}

/// Bytes that came from the other process, which may be damaged or may lie: every count is held against what is there.
struct WireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(WireError) -> Number {
        var number: Number = 0
        for (place, byte) in try take(Number.bitWidth / 8).enumerated() {
            number |= Number(truncatingIfNeeded: byte) << (8 * place)
        }
        return number
    }

    /// Finite, or it is damage.
    mutating func double() throws(WireError) -> Double {
        let value = Double(bitPattern: try number())
        guard value.isFinite else { throw .malformed }
        return value
    }

    /// A count of things that take at least `bytesEach` bytes.
    mutating func count(bytesEach: Int) throws(WireError) -> Int {
        let count = Int(try number(UInt32.self))
        guard count <= rest.count / bytesEach else { throw .malformed }
        return count
    }

    /// What is not UTF-8 is repaired.
    mutating func text() throws(WireError) -> String {
        let count = try count(bytesEach: 1)
        return String(decoding: try take(count), as: UTF8.self)
    }

    mutating func texts() throws(WireError) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try count(bytesEach: 4)) { texts.append(try text()) }
        return texts
    }

    private mutating func take(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .malformed }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

enum WireError: Error, Equatable {
    /// It does not say what it should.
    case malformed
    /// The other end has closed.
    case closed
    case deadlinePassed
    /// A call failed with this `errno`.
    case broken(errno: Int32)
}
