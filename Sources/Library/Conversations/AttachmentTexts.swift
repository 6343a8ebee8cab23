import Blobs
import Documents
import Foundation
import Logging
import Store

/// What was read from a file: its text, or why there is none.
struct AttachmentText: Hashable, Sendable {
    /// Empty of what has been read and says nothing; nil of what was not.
    let text: String?
    /// What its owner should know, in a sentence.
    let note: String?
}

/// The texts of files. The same bytes are never read twice, whoever has them and however many ask at once: what was read
/// is kept as long as the bytes are.
final class AttachmentTexts: Sendable {
    /// More pages of a scan are not read.
    private static let mostScannedPages = 20

    private let ground: Ground
    private let pages: PageTexts
    private let documents = DocumentReader()
    private let underWay = SharedWork<BlobKey, AttachmentText>()

    init(_ ground: Ground, pages: PageTexts) {
        self.ground = ground
        self.pages = pages
    }

    /// The text of a file: from the rows, where anyone has had its bytes read before, else by reading them. What can
    /// never be read is an answer too. Throws `JobFailure` where another attempt may succeed.
    func text(of attachment: Attachment) async throws -> AttachmentText {
        guard let key = BlobKey(hex: attachment.sha256) else {
            throw LibraryError.broken(reason: "attachment \(attachment.id) names no blob")
        }
        return try await underWay.value(for: key) { try await self.keptText(of: attachment, key) }
    }

    /// The same, but not waited for longer than that; then, and where it can't be read now, nil.
    func text(of attachment: Attachment, within limit: Duration) async -> AttachmentText? {
        let (answers, answer) = AsyncStream.makeStream(of: AttachmentText?.self, bufferingPolicy: .bufferingOldest(1))
        let reading = Task { answer.yield(try? await text(of: attachment)) }
        let alarm = Task {
            try await Task.sleep(for: limit)
            answer.yield(nil)
        }
        defer {
            reading.cancel()
            alarm.cancel()
        }
        for await first in answers { return first }
        return nil
    }

    private func keptText(of attachment: Attachment, _ key: BlobKey) async throws -> AttachmentText {
        if let kept = try await ground.read({ try $0.attachmentText(sha256: key.hex) }) {
            return AttachmentText(text: kept.text, note: kept.note)
        }
        let text = try await read(attachment, key)
        let now = ground.now
        try await ground.write {
            try $0.keepAttachmentText(
                AttachmentTextRow(text: text.text, note: text.note), sha256: key.hex, at: now)
        }
        return text
    }

    private func read(_ attachment: Attachment, _ key: BlobKey) async throws -> AttachmentText {
        if attachment.kind == .image, attachment.essence != "image/svg+xml" { return try await readPicture(key) }
        let path = try await ground.file(of: key).path
        do throws(DocumentError) {
            let document = try await documents.text(path: path, type: attachment.judgedType)
            if attachment.essence == "application/pdf", !document.text.contains(where: \.isLetter) {
                return try await readScan(path)
            }
            return AttachmentText(
                text: document.text, note: document.isWhole ? nil : "Only the beginning of its text was read.")
        } catch {
            return try answer(to: error, about: attachment)
        }
    }

    private func readPicture(_ key: BlobKey) async throws -> AttachmentText {
        do {
            let page = try await pages.text(of: key, ReadingWay(mode: .highAccuracy, languages: []))
            return AttachmentText(text: page.paragraphs, note: nil)
        } catch let failure as JobFailure where failure.isFinal {
            return AttachmentText(text: nil, note: failure.reason)
        }
    }

    /// Page by page, as pictures.
    private func readScan(_ path: String) async throws(DocumentError) -> AttachmentText {
        guard let reader = pages.reader else {
            return AttachmentText(text: "", note: "It has no text but in pictures.")
        }
        var texts: [String] = []
        for number in 1...Self.mostScannedPages {
            guard let page = try await documents.page(number, ofPDF: path) else {
                return AttachmentText(text: texts.joined(separator: "\n\n"), note: nil)
            }
            do {
                texts.append(
                    try await reader.read(page, ReadingWay(mode: .highAccuracy, languages: [])).paragraphs)
            } catch is CancellationError {
                throw .cancelled
            } catch let failure as JobFailure where failure.isFinal {
                // That page has nothing to say; the next may.
                continue
            } catch {
                throw .unavailable(reason: "reader: \(error)")
            }
        }
        return AttachmentText(
            text: texts.joined(separator: "\n\n"), note: "Only its first \(Self.mostScannedPages) pages were read.")
    }

    private func answer(to error: DocumentError, about attachment: Attachment) throws -> AttachmentText {
        switch error {
        case .nothingToRead: return AttachmentText(text: nil, note: nil)
        case .tooMuch: return AttachmentText(text: nil, note: "Reading it took too long, or too much memory.")
        case .damaged:
            return AttachmentText(text: nil, note: "It is damaged, locked, or of a kind that nothing here reads.")
        case .cancelled: throw CancellationError()
        case .unavailable(let reason):
            ground.log.warning("a file could not be read", metadata: ["reason": "\(reason)"])
            throw JobFailure("Nothing here reads files of this kind now.")
        }
    }
}
