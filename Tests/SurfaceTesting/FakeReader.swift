public import Library
import Synchronization

/// Reads a fixed text from every page, and remembers how it was asked.
public final class FakeReader: Sendable {
    public static let raw = "INVOICE #4932\nStraße der Ein-\nheit 100%"
    public static let paragraphs = "INVOICE #4932 Straße der Einheit 100%"

    private let asked = Mutex<[ReadingWay]>([])
    private let failure: JobFailure?

    public init(failure: JobFailure? = nil) {
        self.failure = failure
    }

    /// How each page was to be read, in turn.
    public var ways: [ReadingWay] { asked.withLock { $0 } }

    public var reader: TextReader {
        TextReader { _, way in
            self.asked.withLock { $0.append(way) }
            if let failure = self.failure { throw failure }
            return PageText(raw: Self.raw, paragraphs: Self.paragraphs, confidence: 96, languages: ["eng"])
        } model: { code in
            guard let name = ["en": "eng", "eng": "eng", "de": "deu", "deu": "deu", "ger": "deu"][code] else {
                throw UploadError.languageNotInstalled(code, installed: ["deu", "eng"])
            }
            return name
        }
    }
}
