import Blobs
import Foundation
import Logging
import Store
import Vision

/// Answers messages: the configured model does, and where there is none, what is known without one is put together.
final class Assistant: Sendable {
    /// How long the text of a file is waited for.
    private static let patience = Duration.seconds(25)

    /// What was said, and by whom; nobody of the built-in assistant.
    struct Answer: Hashable, Sendable {
        let text: String
        var provider: String?
        var model: String?
    }

    let ground: Ground
    private let models: Models
    private let texts: AttachmentTexts
    private let pictureWords: PictureWords
    private let underWay = SharedWork<Int64, Message>()

    init(_ ground: Ground, models: Models, texts: AttachmentTexts, pictureWords: PictureWords) {
        self.ground = ground
        self.models = models
        self.texts = texts
        self.pictureWords = pictureWords
    }

    /// Runs `work` for a message, unless that is under way: who asks twice at once is answered once.
    func answering(_ message: Int64, _ work: @escaping @Sendable () async throws -> Message) async throws -> Message {
        try await underWay.value(for: message, work)
    }

    /// - Parameter heard: is told the words as they come.
    func answer(
        _ question: MessageRow, of owner: Int64, heard: @escaping @Sendable (String) -> Void
    ) async throws -> Answer {
        let knowledge = try await knowledge(for: question, of: owner)
        guard let model = models.chat else {
            let answer = Answer(text: BuiltInAssistant(knowledge).answer)
            heard(answer.text)
            return answer
        }
        do throws(VisionError) {
            let said = try await model.reply(to: ChatContext(knowledge).question, heard: heard)
            return Answer(text: said.text, provider: said.provider.rawValue, model: said.model)
        } catch {
            ground.log.warning(
                "a model gave no answer", metadata: ["provider": "\(error.provider)", "problem": "\(error.problem)"])
            throw ConversationError.modelFailed
        }
    }

    /// Everything that an answer may be made from.
    private func knowledge(for question: MessageRow, of owner: Int64) async throws -> Knowledge {
        let (earlier, files) = try await ground.read { rows in
            let earlier = try rows.messages(
                of: question.conversationID, before: question.id, limit: ChatContext.mostMessages)
            return (earlier, try rows.attachments(ofMessages: [question.id] + earlier.map(\.id)))
        }
        let read = try await self.files(files[question.id] ?? [])
        let words = Passages.words(of: question.content)
        let (quotes, remembered) = try await ground.read { [read] rows in
            (
                try rows.passages(
                    with: words, among: .file, of: owner, preferring: read.map(\.attachment.id), except: question.id,
                    limit: 12),
                try rows.passages(
                    with: words, among: .message, of: owner, preferring: [], except: question.id, limit: 8)
            )
        }
        return Knowledge(
            question: question, earlier: earlier.reversed().map { Message($0, attachments: files[$0.id] ?? []) },
            files: read, fileQuotes: quotes, messageQuotes: remembered)
    }

    /// Reads the files of a message side by side, as far as they are to be had in time, in their order.
    private func files(_ rows: [AttachmentRow]) async throws -> [Knowledge.File] {
        try await withThrowingTaskGroup(of: (Int, Knowledge.File).self) { group in
            for (place, row) in rows.enumerated() { group.addTask { (place, try await self.file(row)) } }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Reads a file and makes it quotable.
    private func file(_ row: AttachmentRow) async throws -> Knowledge.File {
        let attachment = Attachment(row)
        let read = await texts.text(of: attachment, within: Self.patience)
        // The job that reads it does so too; but that may still wait in line.
        if let text = read?.text, try await !ground.read({ try $0.hasPassages(ofAttachment: row.id) }) {
            let pieces = await Passages.pieces(ofLong: text)
            try await ground.write { try $0.makeQuotable(row, pieces) }
        }
        return Knowledge.File(
            attachment: attachment, text: read?.text,
            note: read == nil ? "Its text is not read yet." : read?.note,
            appearance: read?.text == nil ? nil : await appearance(of: attachment, text: read?.text))
    }

    /// What a picture shows, in the words of whoever is configured; nil of what is no picture.
    private func appearance(of attachment: Attachment, text: String?) async -> String? {
        guard attachment.kind == .image, let key = BlobKey(hex: attachment.sha256),
            let file = try? await ground.file(of: key)
        else { return nil }
        guard let model = models.chat else {
            // The text is quoted by itself.
            return try? await pictureWords.describe(path: file.path, text: nil, by: .builtin).text
        }
        return try? await pictureWords.describe(path: file.path, text: text, by: model.provider).text
    }
}
