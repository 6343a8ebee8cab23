/// A query value that a route declares: its name, its type, its range and what it is when left out. Declared once, it
/// reads the value (`try incoming[limit]`) and describes it in the OpenAPI document.
public struct QueryField<Value: Sendable>: QueryDeclaration {
    public let name: String
    public let summary: String
    public let schema: JSONValue
    public let isRequired: Bool
    /// The value of the raw text, which is nil where the query does not carry the name.
    let read: @Sendable (String?) throws(FieldFault) -> Value

    public init(
        _ name: String, _ summary: String = "", schema: JSONValue, isRequired: Bool = false,
        read: @escaping @Sendable (String?) throws(FieldFault) -> Value
    ) {
        self.name = name
        self.summary = summary
        self.schema = schema
        self.isRequired = isRequired
        self.read = read
    }
}

/// What the OpenAPI document says of a query value.
public protocol QueryDeclaration: Sendable {
    var name: String { get }
    var summary: String { get }
    var schema: JSONValue { get }
    var isRequired: Bool { get }
}

extension QueryField where Value == Int {
    /// An integer of that range.
    public static func integer(
        _ name: String, _ range: ClosedRange<Int>, default standard: Int, _ summary: String = ""
    ) -> Self {
        var schema = integerSchema(range)
        schema.append(.init("default", .integer(Int64(standard))))
        return Self(name, summary, schema: .object(schema)) { text throws(FieldFault) in
            guard let text else { return standard }
            return try parsedInteger(text, in: range)
        }
    }
}

extension QueryField where Value == Int? {
    /// An integer of that range, or none.
    public static func optionalInteger(_ name: String, _ range: ClosedRange<Int>, _ summary: String = "") -> Self {
        Self(name, summary, schema: .object(integerSchema(range))) { text throws(FieldFault) in
            guard let text else { return nil }
            return try parsedInteger(text, in: range)
        }
    }
}

extension QueryField where Value == String? {
    /// Any text, or none; an empty one is none.
    public static func text(_ name: String, _ summary: String = "") -> Self {
        Self(name, summary, schema: ["type": "string"]) { text throws(FieldFault) in
            text.flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}

extension QueryField where Value == Bool {
    /// `true` or `false`, also `1` or `0`.
    public static func flag(_ name: String, default standard: Bool, _ summary: String = "") -> Self {
        Self(name, summary, schema: ["type": "boolean", "default": .bool(standard)]) { text throws(FieldFault) in
            switch text?.lowercased() {
            case nil: standard
            case "true", "1": true
            case "false", "0": false
            default: throw .invalid("must be true or false")
            }
        }
    }
}

extension QueryField where Value: CaseIterable & RawRepresentable<String> {
    /// One of an enumeration's texts.
    public static func choice(_ name: String, default standard: Value, _ summary: String = "") -> Self {
        let all = Value.allCases.map(\.rawValue)
        let schema: JSONValue = [
            "type": "string", "enum": .array(all.map(JSONValue.string)), "default": .string(standard.rawValue),
        ]
        return Self(name, summary, schema: schema) { text throws(FieldFault) in
            guard let text else { return standard }
            guard let value = Value(rawValue: text) else {
                throw .invalid("must be one of \(all.joined(separator: ", "))")
            }
            return value
        }
    }
}

extension QueryField {
    /// One of an enumeration's texts, or none; an empty one is none.
    public static func optionalChoice<Choice>(_ name: String, _ summary: String = "") -> Self
    where Value == Choice?, Choice: CaseIterable & RawRepresentable<String> & Sendable {
        let all = Choice.allCases.map(\.rawValue)
        return Self(name, summary, schema: ["type": "string", "enum": .array(all.map(JSONValue.string))]) {
            text throws(FieldFault) in
            guard let text, !text.isEmpty else { return nil }
            guard let value = Choice(rawValue: text) else {
                throw .invalid("must be one of \(all.joined(separator: ", "))")
            }
            return value
        }
    }
}

private func integerSchema(_ range: ClosedRange<Int>) -> [JSONValue.Member] {
    var schema: [JSONValue.Member] = [.init("type", "integer"), .init("minimum", .integer(Int64(range.lowerBound)))]
    if range.upperBound < Int.max { schema.append(.init("maximum", .integer(Int64(range.upperBound)))) }
    return schema
}

private func parsedInteger(_ text: String, in range: ClosedRange<Int>) throws(FieldFault) -> Int {
    guard let value = Int(text) else { throw .wrongType(expected: "an integer") }
    guard range.contains(value) else {
        throw .invalid(
            range.upperBound == Int.max
                ? "must be at least \(range.lowerBound)" : "must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
}
