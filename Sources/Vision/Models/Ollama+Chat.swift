extension Ollama: ChatModel {
    public func reply(
        to question: ChatQuestion, heard: @escaping @Sendable (String) -> Void
    ) async throws(VisionError) -> VisionAnswer {
        do {
            return try await connection.inLine(queue) { [self] remaining in
                try await connection.finishing(by: .now + remaining) { [self] in try await ask(question, heard) }
            }
        } catch {
            throw connection.judged(error)
        }
    }

    private func ask(
        _ question: ChatQuestion, _ heard: @escaping @Sendable (String) -> Void
    ) async throws -> VisionAnswer {
        let request = try json(StreamedChatRequest(model: settings.model, messages: question.turns))
        return try await connection.stream(.post("/api/chat", request)) { status, body in
            guard status == 200 else {
                throw refusal(status: status, body: try await connection.opening(of: body))
            }
            var words = HeardWords(heard)
            try await connection.lines(of: body) { line in
                guard line.contains(where: { $0 > 0x20 }) else { return true }
                let update: ChatUpdate = try connection.decoded(line)
                // One that fails half way has said 200 already.
                if let error = update.error {
                    throw VisionError(provider, .refused(status: 200, reason: String(forLog: error)))
                }
                try words.hear(update.message?.content, limitBytes: settings.limits.answerBytes, from: provider)
                return update.done != true
            }
            return try words.answer(by: provider, model: settings.model)
        }
    }

    private struct StreamedChatRequest: Encodable {
        /// Ollama's own default cuts off all but the last few thousand tokens, without a word.
        struct Options: Encodable {
            let contextTokens = 8192

            enum CodingKeys: String, CodingKey { case contextTokens = "num_ctx" }
        }

        let model: String
        let messages: [ChatTurn]
        let stream = true
        let options = Options()
    }

    /// One line of an answer. What a model thinks is said elsewhere in it, and is nobody's.
    private struct ChatUpdate: Decodable {
        struct Message: Decodable { let content: String? }
        let message: Message?
        let done: Bool?
        let error: String?
    }
}
