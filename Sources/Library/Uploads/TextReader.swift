public import Pixels

/// What reads pages, passed in so that a test can fix it.
public struct TextReader: Sendable {
    /// Reads an upright page.
    let read: @Sendable (_ page: LumaPlane, _ way: ReadingWay) async throws -> PageText
    /// The installed model that a language's code means.
    let model: @Sendable (_ code: String) async throws -> String
    /// What it is busy with, where it can say.
    let load: (@Sendable () async -> ReaderLoad)?

    /// - Parameters:
    ///   - read: Throws `JobFailure` where a page can't be read, in words for its owner.
    ///   - model: Throws `UploadError.languageNotInstalled`.
    public init(
        read: @escaping @Sendable (_ page: LumaPlane, _ way: ReadingWay) async throws -> PageText,
        model: @escaping @Sendable (_ code: String) async throws -> String,
        load: (@Sendable () async -> ReaderLoad)? = nil
    ) {
        self.read = read
        self.model = model
        self.load = load
    }
}

/// All that the text of a page depends on besides its bytes.
public struct ReadingWay: Hashable, Sendable {
    public let mode: ReadingMode
    /// Names of models; empty where script and language are to be found out.
    public let languages: [String]

    public init(mode: ReadingMode, languages: [String]) {
        self.mode = mode
        self.languages = languages
    }

    /// As kept texts are named.
    var name: String { "\(mode.rawValue) \(languages.isEmpty ? "auto" : languages.joined(separator: "+"))" }
}

/// What was read from a page, in both formats: they come from one reading.
public struct PageText: Hashable, Sendable {
    /// Line by line as printed.
    public let raw: String
    /// Lines rejoined into paragraphs, words that were broken at line ends made whole.
    public let paragraphs: String
    /// 0...100.
    public let confidence: Double
    /// The names of the models that it was read with.
    public let languages: [String]

    public init(raw: String, paragraphs: String, confidence: Double, languages: [String]) {
        self.raw = raw
        self.paragraphs = paragraphs
        self.confidence = confidence
        self.languages = languages
    }

    func text(as format: ReadingPreferences.Format) -> String {
        switch format {
        case .raw: raw
        case .paragraph: paragraphs
        }
    }
}
