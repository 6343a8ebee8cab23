import Foundation
import Logging
import Store

extension Conversations {
    /// Keeps a message and has it answered: the words as they come, then the answer as it was kept. Whoever stops
    /// listening stops nothing; the answer is kept all the same.
    ///
    /// The same key, or the same message after an attempt that failed, makes no second message: it is answered where it
    /// was not, and else the answer is told again.
    ///
    /// - Throws: At once what is wrong with the draft. `.modelFailed` comes from the stream, and the message stays.
    public func send(
        _ draft: MessageDraft, to conversation: Int64, of owner: Int64
    ) async throws -> AsyncThrowingStream<AnswerEvent, any Error> {
        try draft.check()
        let (question, reply) = try await keep(draft, in: conversation, of: owner)
        let (events, event) = AsyncThrowingStream.makeStream(of: AnswerEvent.self)
        if let reply {
            event.yield(.words(reply.content))
            event.yield(.answered(reply))
            event.finish()
            return events
        }
        Task {
            do {
                let kept = try await assistant.answering(question.id) { [self] in
                    try await answer(question, of: owner) { event.yield(.words($0)) }
                }
                event.yield(.answered(kept))
                event.finish()
            } catch {
                event.finish(throwing: error)
            }
        }
        return events
    }

    /// The message, new or as it was sent before, and the answer that it has.
    private func keep(
        _ draft: MessageDraft, in conversation: Int64, of owner: Int64
    ) async throws -> (MessageRow, Message?) {
        let now = ground.now
        let pieces = Passages.pieces(of: draft.content)
        return try await ground.write { steps in
            _ = try steps.requireConversation(conversation, of: owner)
            if let earlier = try steps.earlierMessage(draft, in: conversation) {
                try steps.markAttempt(at: earlier.id, failed: false)
                return (earlier, try steps.reply(to: earlier.id).map { Message($0, attachments: []) })
            }
            for file in draft.files { _ = try steps.requireAttachment(file, of: owner) }
            let id = try steps.addMessage(
                NewMessage(
                    conversationID: conversation, content: draft.content, allowsInternet: draft.allowsInternet,
                    key: draft.key, attachments: draft.files),
                at: now)
            try steps.setPassages(pieces, of: .message(id), owner: owner)
            return (try steps.requireMessage(id), nil)
        }
    }

    private func answer(
        _ question: MessageRow, of owner: Int64, heard: @escaping @Sendable (String) -> Void
    ) async throws -> Message {
        do {
            let answer = try await assistant.answer(question, of: owner, heard: heard)
            let now = ground.now
            return try await ground.write { steps in
                let reply = NewReply(
                    to: question, content: answer.text, provider: answer.provider, model: answer.model)
                _ = try steps.addReply(reply, at: now)
                // Another process may have been first; what stands is what everyone sees.
                guard let row = try steps.reply(to: question.id) else { throw ConversationError.noSuchConversation }
                return Message(row, attachments: [])
            }
        } catch {
            // If this fails too, the sender's key still keeps a repeat from being a second message.
            try? await ground.write { try $0.markAttempt(at: question.id, failed: true) }
            throw error
        }
    }
}

extension StoreSnapshot {
    /// The message that a draft repeats: by its key, or, without one, the newest, where it is the same and an attempt at
    /// an answer failed.
    fileprivate func earlierMessage(_ draft: MessageDraft, in conversation: Int64) throws -> MessageRow? {
        func isSame(_ row: MessageRow) throws -> Bool {
            let files = try attachments(ofMessages: [row.id])[row.id] ?? []
            return row.content == draft.content && files.map(\.id) == draft.files
        }
        if let key = draft.key {
            guard let earlier = try message(keyed: key, in: conversation) else { return nil }
            guard try isSame(earlier) else { throw ConversationError.keyIsTaken }
            return earlier
        }
        guard let newest = try newestMessage(of: conversation), newest.author == .user(isRetryable: true),
            try isSame(newest)
        else { return nil }
        return newest
    }

    fileprivate func requireMessage(_ id: Int64) throws -> MessageRow {
        guard let row = try message(id) else { throw LibraryError.broken(reason: "message \(id) was not kept") }
        return row
    }
}
