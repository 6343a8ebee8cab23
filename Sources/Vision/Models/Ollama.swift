import Foundation

/// A model that Ollama serves: describes pictures by `/api/chat`, says what is installed and running, pulls what is not.
///
/// Written after Ollama's own document (`docs/api.md` in github.com/ollama/ollama).
public final class Ollama: StructuredModel {
    public let provider = VisionProvider.ollama
    public let settings: OllamaSettings
    let connection: ModelConnection
    let queue: WaitingLine

    /// - Parameter client: Shared with other providers; nil for one of its own.
    public init(_ settings: OllamaSettings, client: ModelClient? = nil) {
        self.settings = settings
        connection = ModelConnection(
            provider: .ollama, endpoint: settings.endpoint, key: nil, limits: settings.limits,
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
            let request = ChatRequest(
                model: settings.model,
                messages: [
                    .init(
                        role: "user", content: question.text, images: [Data(picture.jpeg).base64EncodedString()])
                ], format: schema)
            let answer = try await connection.exchange(.post("/api/chat", json(request)), within: remaining)
            let words: ChatAnswer = try read(answer)
            return words.message.content
        }
    }

    /// What an answer says, where it is one.
    func read<Body: Decodable>(_ answer: ModelConnection.Answer) throws -> Body {
        guard answer.status == 200 else { throw refusal(status: answer.status, body: answer.body) }
        return try connection.decoded(answer.body)
    }

    /// Ollama's errors are `{"error": "…"}`; a model that it lacks is a 404.
    func refusal(status: Int, body: [UInt8]) -> VisionError {
        let reason = (try? connection.decoded(body) as ErrorAnswer)?.error ?? "no words"
        let problem: VisionError.Problem =
            switch status {
            case 404 where reason.contains("model"): .noSuchModel(settings.model)
            // "server busy, please try again. maximum pending requests exceeded"
            case 429, 503: .busy
            default: .refused(status: status, reason: String(forLog: reason))
            }
        return VisionError(provider, problem)
    }

    struct ErrorAnswer: Decodable { let error: String }

    private struct ChatRequest: Encodable {
        struct Message: Encodable {
            let role: String
            let content: String
            /// Base64, without a `data:` prefix.
            let images: [String]
        }
        struct Options: Encodable { let temperature = 0.0 }

        let model: String
        let messages: [Message]
        /// What the answer has to look like.
        let format: AnswerSchema?
        let stream = false
        // The likeliest words, so that the same picture is described alike.
        let options = Options()
    }

    private struct ChatAnswer: Decodable {
        struct Message: Decodable { let content: String }
        let message: Message
    }
}
