/// Whatever can stand as a value in an answer, and can say what it looks like.
public protocol JSONWritable: Sendable {
    /// Appends this value's JSON.
    func write(value writer: inout JSONObjectWriter)
    /// The type's JSON Schema (2020-12). Named shapes register themselves in `components` and give a reference.
    static func schema(in components: SchemaComponents) -> JSONValue
}

/// An object of an answer: its members in its document's order and spelling. It writes itself, and the schema in the
/// OpenAPI document is recorded from the same `write`, run once over `example`.
public protocol JSONShape: JSONWritable {
    /// One that a reader of the documentation recognises. All members of the type must be written for it.
    static var example: Self { get }
    /// Writes the members. Which names are written must not depend on the values.
    func write(to object: inout JSONObjectWriter)
}

extension JSONShape {
    public func write(value writer: inout JSONObjectWriter) { writer.appendObject(write) }

    public static func schema(in components: SchemaComponents) -> JSONValue {
        components.reference(to: Self.self) {
            let recorder = SchemaRecorder(components)
            var writer = JSONObjectWriter(recorder: recorder)
            example.write(to: &writer)
            return recorder.schema
        } example: {
            var writer = JSONObjectWriter()
            example.write(value: &writer)
            return try? JSONParser.parse(writer.bytes)
        }
    }
}

extension String: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) { writer.append(self) }
    public static func schema(in components: SchemaComponents) -> JSONValue { ["type": "string"] }
}

extension Int: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) { writer.append(Int64(self)) }
    public static func schema(in components: SchemaComponents) -> JSONValue { ["type": "integer"] }
}

extension Int64: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) { writer.append(self) }
    public static func schema(in components: SchemaComponents) -> JSONValue { ["type": "integer", "format": "int64"] }
}

extension Double: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) { writer.append(self) }
    public static func schema(in components: SchemaComponents) -> JSONValue { ["type": "number"] }
}

extension Bool: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) { writer.append(literal: self ? "true" : "false") }
    public static func schema(in components: SchemaComponents) -> JSONValue { ["type": "boolean"] }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) {
        if let self { self.write(value: &writer) } else { writer.append(literal: "null") }
    }

    public static func schema(in components: SchemaComponents) -> JSONValue {
        nullable(Wrapped.schema(in: components))
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) { writer.append(self) }

    public static func schema(in components: SchemaComponents) -> JSONValue {
        ["type": "array", "items": Element.schema(in: components)]
    }
}

extension Dictionary: JSONWritable where Key == String, Value: JSONWritable {
    /// In the order of the names, so that the same answer has the same bytes and the same ETag.
    public func write(value writer: inout JSONObjectWriter) {
        writer.appendObject { object in
            for (name, value) in sorted(by: { $0.key < $1.key }) { object.member(name, value) }
        }
    }

    public static func schema(in components: SchemaComponents) -> JSONValue {
        ["type": "object", "additionalProperties": Value.schema(in: components)]
    }
}

extension JSONValue: JSONWritable {
    public func write(value writer: inout JSONObjectWriter) { writer.append(self) }
    /// Any JSON at all.
    public static func schema(in components: SchemaComponents) -> JSONValue { [:] }
}

/// JSON text that was checked when it was stored and goes out as it stands.
public struct RawJSON: JSONWritable, Equatable {
    /// One whole JSON value.
    public let text: String

    public init(_ text: String) { self.text = text }

    public func write(value writer: inout JSONObjectWriter) { writer.append(json: text.utf8) }
    public static func schema(in components: SchemaComponents) -> JSONValue { [:] }
}
