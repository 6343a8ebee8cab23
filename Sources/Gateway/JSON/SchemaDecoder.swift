/// Lets a body decode itself from nothing, and notes what it asks for: names, types, and whether it first asks if a
/// member is there (then it is optional) or null (then it may be). So a body's schema is what its `init(from:)` reads.
final class SchemaDecoder: Decoder {
    let codingPath: [any CodingKey] = []
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    let components: SchemaComponents
    private var keyed: SchemaRecorder?
    fileprivate(set) var schema: JSONValue = [:]

    private init(_ components: SchemaComponents) { self.components = components }

    /// The schema of `type`; an object's is put among the components, and referred to.
    static func schema(of type: any Decodable.Type, in components: SchemaComponents) -> JSONValue {
        // A body that cannot be described so is any JSON: the documentation says less, and nothing breaks.
        (try? describe(type, in: components).schema) ?? [:]
    }

    fileprivate static func describe<T: Decodable>(
        _ type: T.Type, in components: SchemaComponents
    ) throws -> (schema: JSONValue, sample: T) {
        if let field = type as? any RequestField.Type, let sample = field.sample as? T {
            return (field.schema(in: components), sample)
        }
        if let scalar = type as? any RequestScalar.Type, let sample = scalar.sample as? T {
            return (scalar.schema(in: components), sample)
        }
        if let choices = rawValues(of: type), let sample = firstCase(of: type) {
            return (["type": "string", "enum": .array(choices.map(JSONValue.string))], sample)
        }
        let decoder = SchemaDecoder(components)
        let sample = try T(from: decoder)
        guard let object = decoder.keyed else { return (decoder.schema, sample) }
        let reference = components.reference(to: type) {
            object.schema
        } example: {
            (type as? any ExampleBody.Type)?.example
        }
        return (reference, sample)
    }

    private static func firstCase<T>(of type: T.Type) -> T? {
        func first<Enumeration: CaseIterable>(_: Enumeration.Type) -> Enumeration? { Enumeration.allCases.first }
        guard let enumeration = type as? any CaseIterable.Type else { return nil }
        return first(enumeration) as? T
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let recorder = keyed ?? SchemaRecorder(components)
        keyed = recorder
        return KeyedDecodingContainer(RecordingKeyed(recorder: recorder))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { RecordingUnkeyed(decoder: self) }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { RecordingSingle(decoder: self) }
}

private struct CannotDescribe: Error {}

private struct RecordingKeyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recorder: SchemaRecorder
    let codingPath: [any CodingKey] = []
    /// None: a dictionary of free names decodes to an empty one.
    let allKeys: [Key] = []

    func contains(_ key: Key) -> Bool {
        recorder.noteOptional(key.stringValue)
        return true
    }
    func decodeNil(forKey key: Key) throws -> Bool {
        recorder.noteNullable(key.stringValue)
        return false
    }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let (schema, sample) = try SchemaDecoder.describe(type, in: recorder.components)
        recorder.note(key.stringValue, schema)
        return sample
    }
    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> { throw CannotDescribe() }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw CannotDescribe() }
    func superDecoder() throws -> any Decoder { throw CannotDescribe() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw CannotDescribe() }
}

/// One element, so that its type is seen.
private struct RecordingUnkeyed: UnkeyedDecodingContainer {
    let decoder: SchemaDecoder
    let codingPath: [any CodingKey] = []
    let count: Int? = 1
    var currentIndex = 0

    init(decoder: SchemaDecoder) { self.decoder = decoder }

    var isAtEnd: Bool { currentIndex > 0 }
    mutating func decodeNil() throws -> Bool { false }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        currentIndex += 1
        let (schema, sample) = try SchemaDecoder.describe(type, in: decoder.components)
        decoder.schema = ["type": "array", "items": schema]
        return sample
    }
    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> { throw CannotDescribe() }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw CannotDescribe() }
    mutating func superDecoder() throws -> any Decoder { throw CannotDescribe() }
}

private struct RecordingSingle: SingleValueDecodingContainer {
    let decoder: SchemaDecoder
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (schema, sample) = try SchemaDecoder.describe(type, in: decoder.components)
        decoder.schema = schema
        return sample
    }
}
