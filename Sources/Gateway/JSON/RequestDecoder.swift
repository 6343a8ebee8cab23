/// Decodes a request's body from parsed JSON. What is wrong is a `RequestError.field` that names the member.
struct RequestDecoder: Decoder {
    let value: JSONValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    static func decode<Body: Decodable>(_ type: Body.Type, from value: JSONValue) throws -> Body {
        do {
            return try decode(type, value, at: [])
        } catch let error as DecodingError {
            throw RequestError(error)
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw mismatch("an object") }
        let byName = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return KeyedDecodingContainer(Keyed(members: byName, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch("an array") }
        return Unkeyed(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(value: value, codingPath: codingPath) }

    private func mismatch(_ kind: String) -> RequestError {
        .field(fieldName(codingPath), .wrongType(expected: kind))
    }

    fileprivate static func decode<T: Decodable>(
        _ type: T.Type, _ value: JSONValue, at path: [any CodingKey]
    ) throws -> T {
        if let scalar = type as? any RequestScalar.Type {
            guard let decoded = scalar.init(json: value) as? T else {
                throw RequestError.field(fieldName(path), .wrongType(expected: scalar.kind))
            }
            if let text = decoded as? String, text.hasNUL { throw RequestError.field(fieldName(path), .hasNUL) }
            return decoded
        }
        do {
            return try T(from: RequestDecoder(value: value, codingPath: path))
        } catch DecodingError.dataCorrupted(let context) {
            if let choices = rawValues(of: type) {
                throw RequestError.field(fieldName(path), .invalid("must be one of \(choices.joined(separator: ", "))"))
            }
            throw DecodingError.dataCorrupted(context)
        }
    }
}

/// The texts of an enumeration whose raw values are strings, where `type` is one.
func rawValues(of type: any Any.Type) -> [String]? {
    guard let enumeration = type as? any CaseIterable.Type else { return nil }
    func texts<Enumeration: CaseIterable>(_: Enumeration.Type) -> [String] {
        Enumeration.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }
    let all = texts(enumeration)
    return all.isEmpty ? nil : all
}

/// `exif_dict.Make`, `tags[2]`; "body" for the whole.
private func fieldName(_ path: [any CodingKey]) -> String {
    var name = ""
    for key in path {
        if let index = key.intValue {
            name += "[\(index)]"
        } else {
            name += (name.isEmpty ? "" : ".") + key.stringValue
        }
    }
    return name.isEmpty ? "body" : name
}

extension RequestError {
    /// What the standard library, or a type's own `init(from:)`, found wrong.
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context): self = .field(fieldName(context.codingPath + [key]), .missing)
        case .valueNotFound(_, let context): self = .field(fieldName(context.codingPath), .missing)
        case .typeMismatch(_, let context): self = .field(fieldName(context.codingPath), .invalid("has the wrong type"))
        case .dataCorrupted(let context):
            self = .field(fieldName(context.codingPath), .invalid(context.debugDescription))
        @unknown default: self = .field("body", .invalid("cannot be read"))
        }
    }
}

/// Where an element of an array stands.
private struct Index: CodingKey {
    let intValue: Int?
    var stringValue: String { intValue.map(String.init) ?? "" }
    init(_ index: Int) { intValue = index }
    init?(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { nil }
}

private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSONValue]
    let codingPath: [any CodingKey]

    var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }
    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try member(key) == .null }

    /// A required member. An empty text counts as missing, and so does null.
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let value = try member(key)
        if type is String.Type, value == .string("") { throw missing(key) }
        if value == .null, type is any RequestScalar.Type { throw missing(key) }
        return try RequestDecoder.decode(type, value, at: codingPath + [key])
    }

    /// An optional text may be empty, so it does not go through `decode`.
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        guard let value = members[key.stringValue], value != .null else { return nil }
        return try RequestDecoder.decode(type, value, at: codingPath + [key])
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let value = members[key.stringValue], value != .null else { return nil }
        return try RequestDecoder.decode(type, value, at: codingPath + [key])
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try decoder(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder {
        RequestDecoder(value: .object(members.map { .init($0.key, $0.value) }), codingPath: codingPath)
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

    private func decoder(_ key: Key) throws -> RequestDecoder {
        RequestDecoder(value: try member(key), codingPath: codingPath + [key])
    }
    private func member(_ key: Key) throws -> JSONValue {
        guard let value = members[key.stringValue] else { throw missing(key) }
        return value
    }
    private func missing(_ key: Key) -> RequestError { .field(fieldName(codingPath + [key]), .missing) }
}

private struct Unkeyed: UnkeyedDecodingContainer {
    let elements: [JSONValue]
    let codingPath: [any CodingKey]
    var currentIndex = 0

    init(elements: [JSONValue], codingPath: [any CodingKey]) {
        self.elements = elements
        self.codingPath = codingPath
    }

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elements[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let decoder = try nextDecoder()
        return try RequestDecoder.decode(type, decoder.value, at: decoder.codingPath)
    }
    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> { try nextDecoder().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try nextDecoder().unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { try nextDecoder() }

    private mutating func nextDecoder() throws -> RequestDecoder {
        let path = codingPath + [Index(currentIndex)]
        guard !isAtEnd else { throw RequestError.field(fieldName(path), .missing) }
        currentIndex += 1
        return RequestDecoder(value: elements[currentIndex - 1], codingPath: path)
    }
}

private struct Single: SingleValueDecodingContainer {
    let value: JSONValue
    let codingPath: [any CodingKey]

    func decodeNil() -> Bool { value == .null }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try RequestDecoder.decode(type, value, at: codingPath) }
}
