/// What a file is, by its bytes: a media type, and for text how its letters are written.
public struct JudgedType: Hashable, Sendable {
    /// In lower case: `application/pdf`.
    public let essence: String
    /// `utf-8`, `iso-8859-1`; nil of what is no text.
    public let charset: String?

    /// What is known of a file of which nothing is known.
    public static let unknown = JudgedType(essence: "application/octet-stream", charset: nil)

    public init(essence: String, charset: String?) {
        self.essence = essence
        self.charset = charset
    }

    /// As libmagic says it: `text/plain; charset=us-ascii`. What is no media type (`inode/x-empty`) is unknown.
    init(magic: String) {
        let pieces = magic.lowercased().split(separator: ";", maxSplits: 1)
        guard let essence = pieces.first, essence.contains("/"), !essence.hasPrefix("inode/") else {
            self = .unknown
            return
        }
        let charset = pieces.count > 1 ? pieces[1].split(separator: "=").last.map(String.init) : nil
        // A PDF is bytes to whoever gets it, though libmagic finds nothing but ASCII in some.
        self.init(essence: String(essence), charset: essence == "application/pdf" ? nil : Self.ofText(charset))
    }

    /// As a header states it.
    public var mediaType: String { charset.map { "\(essence); charset=\($0)" } ?? essence }

    /// What libmagic calls the writing of a file; nil of bytes. ASCII is what may yet become UTF-8.
    private static func ofText(_ charset: String?) -> String? {
        switch charset {
        case "binary", "unknown-8bit": nil
        case "us-ascii": "utf-8"
        default: charset
        }
    }
}
