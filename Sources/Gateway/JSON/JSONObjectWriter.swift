/// Writes JSON as UTF-8 into one growing buffer, member by member, without reflection.
///
/// A shape calls `write("name", value)` for each of its members, in its document's order. The same calls describe the
/// shape: while a schema is being recorded, each notes the name and the static type of its value.
public struct JSONObjectWriter {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false
    /// Set while a schema is recorded instead of bytes.
    var recorder: SchemaRecorder?

    public init() {}

    /// - Parameter capacity: bytes that will be written, as a guess.
    public init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

    init(recorder: SchemaRecorder) { self.recorder = recorder }

    // MARK: Members

    /// `"name": value`.
    public mutating func write(_ name: StaticString, _ value: some JSONWritable) {
        if let recorder {
            recorder.note(name.description, type(of: value).schema(in: recorder.components))
            return
        }
        key(name)
        value.write(value: &self)
    }

    /// `"name": {…}` with members written in place, where the object has no name of its own.
    public mutating func object(_ name: StaticString, _ write: (inout JSONObjectWriter) -> Void) {
        if let recorder {
            let inner = SchemaRecorder(recorder.components)
            var writer = JSONObjectWriter(recorder: inner)
            write(&writer)
            recorder.note(name.description, inner.schema)
            return
        }
        key(name)
        appendObject(write)
    }

    // MARK: Values

    /// `{…}` as a value.
    public mutating func appendObject(_ write: (inout JSONObjectWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        let outer = needsComma
        needsComma = false
        write(&self)
        needsComma = outer
        bytes.append(UInt8(ascii: "}"))
    }

    /// `[…]` as a value.
    public mutating func append<Element: JSONWritable>(_ elements: [Element]) {
        bytes.append(UInt8(ascii: "["))
        var first = true
        for element in elements {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            element.write(value: &self)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A string as a value, escaped where RFC 8259 asks for it. Text without anything to escape is copied whole.
    public mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var copied = 0
            for index in utf8.indices where Self.mustEscape(utf8[index]) {
                bytes.append(contentsOf: utf8[copied..<index])
                appendEscape(utf8[index])
                copied = index + 1
            }
            bytes.append(contentsOf: utf8[copied...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// An integer as a value.
    public mutating func append(_ integer: Int64) {
        // At most 19 digits and a sign, written from the right.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var position = 20
            var rest = integer.magnitude
            repeat {
                position -= 1
                digits[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if integer < 0 {
                position -= 1
                digits[position] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: digits[position..<20])
        }
    }

    /// A time as a value: RFC 3339, in which nothing needs an escape.
    public mutating func append(_ time: UTCTime) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: UTCTime.longestText) { text in
            bytes.append(UInt8(ascii: "\""))
            let count = time.write(into: text)
            bytes.append(contentsOf: text[..<count])
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// A number as a value: the shortest text that reads back as the same Double. JSON knows no infinity and no NaN,
    /// so those are null.
    public mutating func append(_ number: Double) {
        guard number.isFinite else { return append(literal: "null") }
        bytes.append(contentsOf: number.description.utf8)
    }

    /// `true`, `false`, `null`, or other text that is JSON already.
    public mutating func append(literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Text that is JSON already and known to be whole, such as what `JSONValue.serialized` gave.
    public mutating func append(json: some Sequence<UInt8>) { bytes.append(contentsOf: json) }

    /// A free-form value.
    public mutating func append(_ value: JSONValue) {
        switch value {
        case .null: append(literal: "null")
        case .bool(let bool): append(literal: bool ? "true" : "false")
        case .integer(let integer): append(integer)
        case .number(let number): append(number)
        case .string(let text): append(text)
        case .array(let elements): append(elements)
        case .object(let members):
            appendObject { object in
                for member in members { object.member(member.name, member.value) }
            }
        }
    }

    /// `"name": value` where the name is known only at run time.
    public mutating func member(_ name: String, _ value: some JSONWritable) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
        append(name)
        bytes.append(UInt8(ascii: ":"))
        value.write(value: &self)
    }

    // MARK: Helpers

    /// Names in source are plain ASCII words: nothing in them needs an escape.
    private mutating func key(_ name: StaticString) {
        let comma = needsComma
        needsComma = true
        name.withUTF8Buffer { name in
            bytes.append(addingCapacity: name.count + 4) { output in
                if comma { output.append(UInt8(ascii: ",")) }
                output.append(UInt8(ascii: "\""))
                for byte in name { output.append(byte) }
                output.append(UInt8(ascii: "\""))
                output.append(UInt8(ascii: ":"))
            }
        }
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let hex: StaticString = "0123456789abcdef"
            bytes.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
            bytes.append(hex.utf8Start[Int(byte >> 4)])
            bytes.append(hex.utf8Start[Int(byte & 15)])
        }
    }
}
