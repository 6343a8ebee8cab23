/// What a model's answer has to look like, as far as we ask: JSON Schema's objects, lists, texts and numbers.
public indirect enum AnswerSchema: Sendable, Hashable, Encodable {
    case text
    /// From 0 to 1.
    case share
    case list(of: AnswerSchema, atMost: Int)
    /// Every member has to be there, and no other.
    case object([Member])

    public struct Member: Sendable, Hashable {
        public let name: String
        public let schema: AnswerSchema

        public init(_ name: String, _ schema: AnswerSchema) {
            self.name = name
            self.schema = schema
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        func set(_ name: String, _ value: some Encodable) throws {
            try fields.encode(value, forKey: Key(stringValue: name))
        }
        switch self {
        case .text: try set("type", "string")
        case .share:
            try set("type", "number")
            try set("minimum", 0)
            try set("maximum", 1)
        case .list(let element, let most):
            try set("type", "array")
            try set("items", element)
            try set("maxItems", most)
        case .object(let members):
            try set("type", "object")
            var properties = fields.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: "properties"))
            for member in members { try properties.encode(member.schema, forKey: Key(stringValue: member.name)) }
            try set("required", members.map(\.name))
            try set("additionalProperties", false)
        }
    }
}

/// A model that can be asked for an answer of a certain shape.
public protocol StructuredModel: Analyser {
    /// The name that the model is asked for under.
    var modelName: String { get }

    /// Asks a question about a picture and reads the answer, which has to be JSON of this schema.
    ///
    /// - Throws: ``VisionError``; its problem is `malformed` where the answer is anything else.
    func answer<Answer: Decodable>(
        _ question: String, about picture: VisionPicture, as schema: AnswerSchema
    ) async throws(VisionError) -> Answer
}

extension ModelConnection {
    /// What a model says, in its own words.
    func said(by model: String, _ ask: () async throws -> String) async throws(VisionError) -> VisionAnswer {
        do {
            guard let said = VisionAnswer(said: try await ask(), by: provider, model: model) else {
                throw VisionError(provider, .malformed(reason: "the model said nothing"))
            }
            return said
        } catch {
            throw judged(error)
        }
    }

    /// What a model says in JSON. Some put it between fences, whatever they were asked for.
    func answered<Answer: Decodable>(_ ask: () async throws -> String) async throws(VisionError) -> Answer {
        do {
            let words = try await ask()
            guard let start = words.firstIndex(of: "{"), let end = words.lastIndex(of: "}"), start < end else {
                throw VisionError(provider, .malformed(reason: String(forLog: "no JSON object: \(words.prefix(200))")))
            }
            return try decoded(Array(words[start...end].utf8))
        } catch {
            throw judged(error)
        }
    }
}
