/// How a page is to be read.
public struct ReadingOptions: Hashable, Sendable {
    /// What is traded for what. `docs/reading.md` says how the two differ and what that was measured to cost.
    public enum Mode: String, CaseIterable, Sendable {
        /// Letters squeezed sideways, one look at the page: less than two thirds of the time, a few more errors.
        case fast
        /// Letters at their full width, and a second look at a page that reads badly.
        case highAccuracy = "high_accuracy"
    }

    /// What becomes of the lines.
    public enum Format: String, CaseIterable, Sendable {
        /// Line by line as printed, with an empty line between blocks.
        case raw
        /// Lines rejoined into paragraphs, words that were broken at line ends made whole, an empty line between
        /// paragraphs.
        case paragraph
    }

    /// The languages that the page is in: ISO 639-1 (`de`), ISO 639-2 (`deu`, `ger`) or Tesseract's own names
    /// (`chi_sim`). Empty: script and language are found out.
    public var languages: [String]
    public var mode: Mode
    public var format: Format

    public init(languages: [String] = [], mode: Mode = .highAccuracy, format: Format = .raw) {
        self.languages = languages
        self.mode = mode
        self.format = format
    }
}
