import Foundation
import Gateway
import HTTPTypes
import Identity
import Library

extension Handlers {
    @Sendable func addConversation(_ body: ConversationBody, _ incoming: Incoming) async throws -> ConversationShape {
        ConversationShape(
            try await library.conversations.add(
                title: body.title, project: body.projectID?.value, owner: try incoming.caller.account))
    }

    @Sendable func listConversations(_ incoming: Incoming) async throws -> [ConversationShape] {
        try await library.conversations.list(
            of: try incoming.caller.account, offset: try incoming[Paging.offset], limit: try incoming[Paging.limit]
        ).map(ConversationShape.init)
    }

    @Sendable func conversation(_ incoming: Incoming) async throws -> ConversationShape {
        ConversationShape(
            try await library.conversations.conversation(
                try incoming.number("conversation_id"), of: try incoming.caller.account))
    }

    @Sendable func send(_ incoming: Incoming) async throws -> Answer {
        let body = try await incoming.json(MessageBody.self)
        let draft = MessageDraft(
            content: body.content ?? "", allowsInternet: body.internetEnabled ?? false,
            files: (body.files ?? []).map(\.id),
            key: incoming.headers[.idempotencyKey].flatMap { $0.isEmpty ? nil : $0 })
        let events = try await library.conversations.send(
            draft, to: try incoming.number("conversation_id"), of: try incoming.caller.account)
        guard incoming.headers[values: .accept].contains(where: { $0.lowercased().contains("text/event-stream") })
        else {
            return .json(MessageShape(try await events.answer()))
        }
        return try await streamed(events)
    }

    /// The words as server-sent events. What goes wrong before the first of them still has a status of its own.
    private func streamed(_ events: AsyncThrowingStream<AnswerEvent, any Error>) async throws -> Answer {
        let (chunks, chunk) = AsyncStream.makeStream(of: [UInt8].self)
        for try await first in events {
            chunk.yield(serverSentEvent(first))
            break
        }
        Task {
            do {
                for try await event in events { chunk.yield(serverSentEvent(event)) }
            } catch {
                let words = MLFrameworkError.refusal(error)?.message ?? "Internal server error"
                chunk.yield(serverSentEvent("error", ["detail": words]))
            }
            chunk.finish()
        }
        return .stream(chunks, mediaType: "text/event-stream; charset=utf-8")
    }
}

extension AsyncThrowingStream<AnswerEvent, any Error> {
    /// The answer at its end.
    fileprivate func answer() async throws -> Message {
        for try await case .answered(let message) in self { return message }
        throw CancellationError()
    }
}

/// `delta` for the next words, `message` for all of the answer as it was kept.
private func serverSentEvent(_ event: AnswerEvent) -> [UInt8] {
    switch event {
    case .words(let words): serverSentEvent("delta", ["content": words])
    case .answered(let message): serverSentEvent("message", MessageShape(message))
    }
}

/// JSON has no line ends of its own, so one `data` line holds all of it.
private func serverSentEvent(_ name: String, _ data: some JSONWritable) -> [UInt8] {
    var writer = JSONObjectWriter()
    data.write(value: &writer)
    return Array("event: \(name)\ndata: ".utf8) + writer.bytes + Array("\n\n".utf8)
}

extension HTTPField.Name {
    fileprivate static let idempotencyKey = known("Idempotency-Key")
}
