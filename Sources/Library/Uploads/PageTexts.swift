import Blobs
import Foundation
import Store
import Synchronization

/// The texts of contents. The same bytes are never read twice in the same way, whoever has them and however many ask at
/// once: what was read is kept as long as the bytes are.
final class PageTexts: Sendable {
    private struct Page: Hashable {
        let content: BlobKey
        let way: ReadingWay
    }

    /// Nil where nothing can be read: a process that has no reader.
    let reader: TextReader?
    private let ground: Ground
    private let codecs: PictureCodecs
    private let underWay = Mutex<[Page: Reading]>([:])

    /// A page that is being read, for so many who wait for it. When none is left, it is not.
    private struct Reading {
        let task: Task<PageText, any Error>
        var waiting: Int
    }

    init(_ ground: Ground, codecs: PictureCodecs, reader: TextReader?) {
        self.ground = ground
        self.codecs = codecs
        self.reader = reader
    }

    /// The text of a stored picture: from the rows, where anyone has had it read in this way before, else by reading it.
    /// Throws `JobFailure` where it can't be read.
    func text(of content: BlobKey, _ way: ReadingWay) async throws -> PageText {
        let page = Page(content: content, way: way)
        let task = join(page)
        let hasLeft = Atomic(false)
        // Once, whether what comes first is the text or the waiter's end.
        let leaveOnce = { @Sendable in if !hasLeft.exchange(true, ordering: .relaxed) { self.leave(page) } }
        defer { leaveOnce() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            leaveOnce()
        }
    }

    private func join(_ page: Page) -> Task<PageText, any Error> {
        underWay.withLock { underWay in
            var reading = underWay[page] ?? Reading(task: Task { try await self.keptText(of: page) }, waiting: 0)
            reading.waiting += 1
            underWay[page] = reading
            return reading.task
        }
    }

    private func leave(_ page: Page) {
        let idle = underWay.withLock { underWay -> Task<PageText, any Error>? in
            guard var reading = underWay[page] else { return nil }
            reading.waiting -= 1
            underWay[page] = reading.waiting > 0 ? reading : nil
            return reading.waiting > 0 ? nil : reading.task
        }
        idle?.cancel()
    }

    private func keptText(of page: Page) async throws -> PageText {
        let (content, way) = (page.content.hex, page.way.name)
        if let kept = try await ground.read({ try $0.readText(sha256: content, way: way) }) { return PageText(kept) }
        guard let reader else { throw JobFailure("Nothing here reads text.") }
        let text = try await read(page, with: reader)
        let row = ReadTextRow(
            raw: text.raw, paragraphs: text.paragraphs, confidence: text.confidence, languages: text.languages)
        let now = ground.now
        try await ground.write { try $0.keepReadText(row, sha256: content, way: way, at: now) }
        return text
    }

    private func read(_ page: Page, with reader: TextReader) async throws -> PageText {
        do {
            let luma = try await codecs.page(path: try await ground.file(of: page.content).path)
            return try await reader.read(luma, page.way)
        } catch let error as MediaError {
            throw JobFailure(error)
        }
    }
}

extension PageText {
    fileprivate init(_ row: ReadTextRow) {
        self.init(raw: row.raw, paragraphs: row.paragraphs, confidence: row.confidence, languages: row.languages)
    }
}

extension JobFailure {
    /// A picture that could not be brought before the reader.
    fileprivate init(_ error: MediaError) {
        switch error {
        case .busy: self.init("The server had too much to decode.")
        case .tooLarge, .tooManyBytes: self.init("The picture has too many pixels to be read.", isFinal: true)
        case .unreadable: self.init("The picture's file could not be read.")
        case .notAnImage, .damaged, .unsupported, .notJPEG, .rawNeedsPhoto:
            self.init("The picture can't be decoded.", isFinal: true)
        }
    }
}
