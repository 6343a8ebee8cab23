/// Why a provider gave no words. Nothing here is about the picture, and everything but `busy` is for whoever runs the
/// server: the one who uploaded can only go on without words.
///
/// A `reason` is the provider's own sentence, shortened: log it, never show it.
public struct VisionError: Error, Hashable, Sendable {
    /// Who was asked.
    public let provider: VisionProvider
    public let problem: Problem

    public enum Problem: Hashable, Sendable {
        /// Here or there, too many are waiting already. Asking again later may help.
        case busy
        /// Nobody answers at the configured address, or the line broke before an answer was whole.
        case unreachable(reason: String)
        /// The time that one question may take is over.
        case timedOut
        /// The provider doesn't have the model. Ollama can be asked to pull it.
        case noSuchModel(String)
        /// The provider said no: a wrong key, an input that it doesn't take, its own failure. A redirect is one too, since
        /// neither the key nor the picture goes to an address that nobody configured.
        case refused(status: Int, reason: String)
        /// An answer that its protocol doesn't know.
        case malformed(reason: String)
        /// An answer longer than we read; it was cut off there.
        case tooLong(limitBytes: Int)
        /// The asker's own task was cancelled.
        case cancelled
    }

    init(_ provider: VisionProvider, _ problem: Problem) {
        self.provider = provider
        self.problem = problem
    }
}

extension String {
    /// A stranger's words as they may stand in a log: one line, a few hundred characters, nothing that moves a cursor.
    init(forLog words: some StringProtocol) {
        let line = words.unicodeScalars.prefix(300).map { $0.properties.isControl ? " " : Character($0) }
        self.init(line)
    }
}

extension Unicode.Scalar.Properties {
    /// Control and format characters, line and paragraph separators among them.
    var isControl: Bool {
        switch generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
