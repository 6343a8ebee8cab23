import Foundation

/// A model behind an OpenAI-compatible endpoint, asked by `/chat/completions` with the picture as a part of the message.
public final class CloudModel: StructuredModel {
    public let provider = VisionProvider.cloud
    public let settings: CloudSettings
    let connection: ModelConnection
    let queue: WaitingLine

    /// - Parameter client: Shared with other providers; nil for one of its own.
    public init(_ settings: CloudSettings, client: ModelClient? = nil) {
        self.settings = settings
        connection = ModelConnection(
            provider: .cloud, endpoint: settings.endpoint, key: settings.key, limits: settings.limits,
            client: client ?? ModelClient(limits: settings.limits))
        queue = WaitingLine(running: settings.limits.running, waiting: settings.limits.waiting)
    }

    public var modelName: String { settings.model }

    public func describe(_ picture: VisionPicture, prompt: String?) async throws(VisionError) -> VisionAnswer {
        try await connection.said(by: settings.model) {
            try await ask(ModelQuestion(about: picture, prompt: prompt), picture, as: nil)
        }
    }

    public func answer<Answer: Decodable>(
        _ question: String, about picture: VisionPicture, as schema: AnswerSchema
    ) async throws(VisionError) -> Answer {
        try await connection.answered {
            try await ask(ModelQuestion(about: picture, prompt: question), picture, as: schema)
        }
    }

    private func ask(
        _ question: ModelQuestion, _ picture: VisionPicture, as schema: AnswerSchema?
    ) async throws -> String {
        try await connection.inLine(queue) { [self] remaining in
            let url = "data:image/jpeg;base64," + Data(picture.jpeg).base64EncodedString()
            let request = ChatRequest(
                model: settings.model,
                messages: [
                    .init(content: [
                        .init(type: "text", text: question.text, imageURL: nil),
                        .init(type: "image_url", text: nil, imageURL: .init(url: url)),
                    ])
                ], responseFormat: schema.map { .init(jsonSchema: .init(schema: $0)) })
            let answer = try await connection.exchange(.post("/chat/completions", json(request)), within: remaining)
            guard answer.status == 200 else { throw refusal(answer) }
            let choices: ChatAnswer = try connection.decoded(answer.body)
            guard let words = choices.choices.first?.message.content else {
                throw VisionError(provider, .malformed(reason: "the model said nothing"))
            }
            return words
        }
    }

    /// OpenAI's errors are `{"error": {"message", "code", …}}`; those who copy its protocol write their own, too.
    func refusal(_ answer: ModelConnection.Answer) -> VisionError {
        let error = (try? connection.decoded(answer.body) as ErrorAnswer)?.error
        let problem: VisionError.Problem =
            switch (answer.status, error?.code) {
            case (404, "model_not_found"): .noSuchModel(settings.model)
            case (429, _), (503, _): .busy
            default: .refused(status: answer.status, reason: String(forLog: error?.message ?? "no words"))
            }
        return VisionError(provider, problem)
    }

    private struct ErrorAnswer: Decodable {
        struct Body: Decodable {
            let message: String?
            let code: String?

            enum CodingKeys: CodingKey { case message, code }

            // `code` is a string, null or a number, by who wrote the server; only the string means something here.
            init(from decoder: any Decoder) throws {
                let fields = try decoder.container(keyedBy: CodingKeys.self)
                message = try? fields.decode(String.self, forKey: .message)
                code = try? fields.decode(String.self, forKey: .code)
            }
        }
        let error: Body
    }

    private struct ChatRequest: Encodable {
        struct Message: Encodable {
            let role = "user"
            let content: [Part]
        }
        struct Part: Encodable {
            struct ImageURL: Encodable { let url: String }
            let type: String
            let text: String?
            let imageURL: ImageURL?

            enum CodingKeys: String, CodingKey {
                case type, text
                case imageURL = "image_url"
            }
        }

        struct ResponseFormat: Encodable {
            struct JSONSchema: Encodable {
                let name = "answer"
                let strict = true
                let schema: AnswerSchema
            }
            let type = "json_schema"
            let jsonSchema: JSONSchema

            enum CodingKeys: String, CodingKey {
                case type
                case jsonSchema = "json_schema"
            }
        }

        let model: String
        let messages: [Message]
        /// What the answer has to look like.
        let responseFormat: ResponseFormat?

        enum CodingKeys: String, CodingKey {
            case model, messages
            case responseFormat = "response_format"
        }
    }

    private struct ChatAnswer: Decodable {
        struct Choice: Decodable { let message: Message }
        struct Message: Decodable { let content: String? }
        let choices: [Choice]
    }
}
