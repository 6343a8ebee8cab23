import Blobs
import Foundation
import Store

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
    private let underWay = SharedWork<Page, PageText>()

    init(_ ground: Ground, codecs: PictureCodecs, reader: TextReader?) {
        self.ground = ground
        self.codecs = codecs
        self.reader = reader
    }

    /// The text of a stored picture: from the rows, where anyone has had it read in this way before, else by reading it.
    /// Throws `JobFailure` where it can't be read.
    func text(of content: BlobKey, _ way: ReadingWay) async throws -> PageText {
        let page = Page(content: content, way: way)
        return try await underWay.value(for: page) { try await self.keptText(of: page) }
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
    /// A picture that could not be brought before whoever looks at it.
    init(_ error: MediaError) {
        switch error {
        case .busy: self.init("The server had too much to decode.")
        case .tooLarge, .tooManyBytes: self.init("The picture has too many pixels.", isFinal: true)
        case .unreadable: self.init("The picture's file could not be read.")
        case .notAnImage, .damaged, .unsupported, .notJPEG, .rawNeedsPhoto:
            self.init("The picture can't be decoded.", isFinal: true)
        }
    }
}
