/// A type of a request's member that is written as one JSON value of its own kind (a time, a patch), and so says itself
/// what its schema is.
public protocol RequestField: Decodable, Sendable {
    static func schema(in components: SchemaComponents) -> JSONValue
    /// Any value; it stands in while a body's schema is recorded.
    static var sample: Self { get }
}

/// A body that shows in the documentation what one looks like.
public protocol ExampleBody: Decodable {
    static var example: JSONValue { get }
}

/// A member of a PUT or PATCH body: left out, set to null, or given a value. Declared as a plain member; leaving it out
/// is not an error.
public enum Patch<Value: Decodable & Sendable>: Sendable {
    case absent
    case null
    case value(Value)

    /// What becomes of `current`: itself where the member was left out, else what was sent.
    public func applied(to current: Value?) -> Value? {
        switch self {
        case .absent: current
        case .null: nil
        case .value(let value): value
        }
    }
}

extension Patch: Equatable where Value: Equatable {}

extension Patch: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .null : .value(try container.decode(Value.self))
    }
}

extension KeyedDecodingContainer {
    /// Chosen by the compiler for members of type `Patch`, so that a missing one is `.absent` and not an error.
    public func decode<Value>(_ type: Patch<Value>.Type, forKey key: Key) throws -> Patch<Value> {
        guard contains(key) else { return .absent }
        guard let value = try decodeIfPresent(Value.self, forKey: key) else { return .null }
        return .value(value)
    }
}

extension JSONValue: RequestField {
    public static let sample = JSONValue.null

    /// Only from a request's body: other decoders have no free-form value to give.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? RequestDecoder else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "is not JSON"))
        }
        self = decoder.value
    }
}

/// The types that a JSON scalar decodes to.
protocol RequestScalar: JSONWritable {
    init?(json: JSONValue)
    /// "must be …"
    static var kind: String { get }
    static var sample: Self { get }
}

extension String: RequestScalar {
    init?(json: JSONValue) {
        guard case .string(let text) = json else { return nil }
        self = text
    }
    static var kind: String { "a string" }
    static var sample: String { "" }
}

extension Bool: RequestScalar {
    init?(json: JSONValue) {
        guard case .bool(let value) = json else { return nil }
        self = value
    }
    static var kind: String { "true or false" }
    static var sample: Bool { false }
}

extension Double: RequestScalar {
    init?(json: JSONValue) {
        switch json {
        case .integer(let value): self = Double(value)
        case .number(let value): self = value
        default: return nil
        }
    }
    static var kind: String { "a number" }
    static var sample: Double { 0 }
}

extension Int: RequestScalar {
    init?(json: JSONValue) {
        guard let value = wholeNumber(json) else { return nil }
        self.init(exactly: value)
    }
    static var kind: String { "an integer" }
    static var sample: Int { 0 }
}

extension Int64: RequestScalar {
    init?(json: JSONValue) {
        guard let value = wholeNumber(json) else { return nil }
        self = value
    }
    static var kind: String { "an integer" }
    static var sample: Int64 { 0 }
}

/// `5`, and `5.0` as some clients write it.
private func wholeNumber(_ json: JSONValue) -> Int64? {
    switch json {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
}
