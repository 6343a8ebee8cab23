import NIOConcurrencyHelpers

/// The named schemas of one OpenAPI document, each recorded once, when it is first referred to.
public final class SchemaComponents: Sendable {
    private struct State {
        var schemas: [String: JSONValue] = [:]
        /// By the type's full name, so that two types with the same last name stay apart.
        var names: [String: String] = [:]
    }

    private let state = NIOLockedValueBox(State())
    private let prefix: String

    /// - Parameter prefix: put before every name, so that two surfaces' `LoginBody` stay apart in one document.
    public init(prefix: String = "") { self.prefix = prefix }

    /// A `$ref` to the schema of that type; `record` makes it if this is the first to ask.
    func reference(
        to type: any Any.Type, record: () -> JSONValue, example: () -> JSONValue? = { nil }
    ) -> JSONValue {
        reference(to: String(describing: type), fullName: String(reflecting: type), record: record, example: example)
    }

    /// The same for what has a name and no type.
    func reference(
        to shortName: String, fullName: String, record: () -> JSONValue, example: () -> JSONValue? = { nil }
    ) -> JSONValue {
        let (name, isNew) = state.withLockedValue { state in
            if let name = state.names[fullName] { return (name, false) }
            // Named before it is recorded: a shape that holds itself ends there.
            let base = prefix + String(shortName.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
            let taken = Set(state.names.values)
            let name = taken.contains(base) ? (2...).lazy.map { "\(base)\($0)" }.first { !taken.contains($0) } : base
            state.names[fullName] = name ?? base
            return (name ?? base, true)
        }
        if isNew {
            var schema = record()
            if let example = example(), case .object(var members) = schema {
                members.append(.init("examples", [example]))
                schema = .object(members)
            }
            state.withLockedValue { [schema] in $0.schemas[name] = schema }
        }
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// All of them, by name.
    var all: [JSONValue.Member] {
        state.withLockedValue { state in
            state.schemas.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
        }
    }
}

/// Notes the members of one object while its shape writes itself, or its body is decoded.
final class SchemaRecorder {
    let components: SchemaComponents
    private var properties: [JSONValue.Member] = []
    private var optional: Set<String> = []
    private var nulls: Set<String> = []

    init(_ components: SchemaComponents) { self.components = components }

    func note(_ name: String, _ schema: JSONValue) {
        guard !properties.contains(where: { $0.name == name }) else { return }
        properties.append(.init(name, nulls.contains(name) ? nullable(schema) : schema))
    }

    /// The reader asked whether the member is there at all.
    func noteOptional(_ name: String) { optional.insert(name) }

    /// The reader asked whether the member is null.
    func noteNullable(_ name: String) { nulls.insert(name) }

    var schema: JSONValue {
        var members: [JSONValue.Member] = [.init("type", "object"), .init("properties", .object(properties))]
        let required = properties.map(\.name).filter { !optional.contains($0) }
        if !required.isEmpty { members.append(.init("required", .array(required.map(JSONValue.string)))) }
        return .object(members)
    }
}

/// A schema that takes null as well.
func nullable(_ schema: JSONValue) -> JSONValue {
    guard case .object(var members) = schema, !members.isEmpty else { return schema }
    guard let index = members.firstIndex(where: { $0.name == "type" }), case .string(let type) = members[index].value
    else {
        if let options = schema["anyOf"], case .array(let options) = options, options.contains(["type": "null"]) {
            return schema
        }
        return ["anyOf": [schema, ["type": "null"]]]
    }
    members[index].value = [.string(type), "null"]
    if let index = members.firstIndex(where: { $0.name == "enum" }), case .array(let values) = members[index].value {
        members[index].value = .array(values + [.null])
    }
    return .object(members)
}
