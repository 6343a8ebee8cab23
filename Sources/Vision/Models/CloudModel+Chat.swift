extension CloudModel: ChatModel {
    public func reply(
        to question: ChatQuestion, heard: @escaping @Sendable (String) -> Void
    ) async throws(VisionError) -> VisionAnswer {
        do {
            return try await connection.inLine(queue) { [self] remaining in
                try await connection.finishing(by: .now + remaining) { [self] in
                    do {
                        return try await ask(question, searches: question.allowsInternet, heard)
                    } catch let error as VisionError {
                        // Only some models look things up, and the others refuse to be asked to.
                        guard question.allowsInternet, case .refused(400...422, _) = error.problem else { throw error }
                        return try await ask(question, searches: false, heard)
                    }
                }
            }
        } catch {
            throw connection.judged(error)
        }
    }

    private func ask(
        _ question: ChatQuestion, searches: Bool, _ heard: @escaping @Sendable (String) -> Void
    ) async throws -> VisionAnswer {
        let request = try json(
            StreamedChatRequest(
                model: settings.model, messages: question.turns, webSearchOptions: searches ? [:] : nil))
        return try await connection.stream(.post("/chat/completions", request)) { status, body in
            guard status == 200 else {
                throw refusal(ModelConnection.Answer(status: status, body: try await connection.opening(of: body)))
            }
            var words = HeardWords(heard)
            // A server that does not stream says all at once, in lines that are no events.
            var other: [UInt8] = []
            try await connection.lines(of: body) { line in
                guard line.starts(with: Self.dataField) else {
                    if other.count < settings.limits.answerBytes { other += line }
                    return true
                }
                let data = line.dropFirst(Self.dataField.count).drop { $0 == 0x20 }
                if data.elementsEqual("[DONE]".utf8) { return false }
                let update: ChatUpdate = try connection.decoded(Array(data))
                if let error = update.error {
                    throw VisionError(
                        provider, .refused(status: 200, reason: String(forLog: error.message ?? "no words")))
                }
                try words.hear(
                    update.choices?.first?.delta?.content, limitBytes: settings.limits.answerBytes, from: provider)
                return true
            }
            if words.text.isEmpty, other.contains(UInt8(ascii: "{")) {
                let whole: ChatUpdate = try connection.decoded(other)
                try words.hear(
                    whole.choices?.first?.message?.content, limitBytes: settings.limits.answerBytes, from: provider)
            }
            return try words.answer(by: provider, model: settings.model)
        }
    }

    private static let dataField = Array("data:".utf8)

    private struct StreamedChatRequest: Encodable {
        let model: String
        let messages: [ChatTurn]
        let stream = true
        /// Asks a model that can to search the web; its presence is what counts.
        let webSearchOptions: [String: String]?

        enum CodingKeys: String, CodingKey {
            case model, messages, stream
            case webSearchOptions = "web_search_options"
        }
    }

    /// An event of an answer, or an answer at once.
    private struct ChatUpdate: Decodable {
        struct Choice: Decodable {
            let delta: Words?
            let message: Words?
        }
        struct Words: Decodable { let content: String? }
        struct Failure: Decodable { let message: String? }
        let choices: [Choice]?
        let error: Failure?
    }
}
