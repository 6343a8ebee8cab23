import HTTPTypes

/// Which web pages may call, by the browser's same-origin rules.
struct CORS: Sendable {
    private let patterns: [[Substring]]
    private let allowsAll: Bool

    /// - Parameter origins: `http://localhost:*`; each `*` stands for a port, or for some of a host's characters.
    ///   `*` alone is any origin.
    init(origins: [String]) {
        allowsAll = origins.contains("*")
        patterns = origins.map { $0.lowercased().split(separator: "*", omittingEmptySubsequences: false) }
    }

    /// Gives what a browser asks for. `Vary: Origin` always, or a cache would hand one page's answer to another; where an
    /// answer varies by more, that is a line of its own.
    func fields(origin: String?, _ give: (HTTPField.Name, String) -> Void) {
        give(.vary, "Origin")
        guard let origin, allows(origin) else { return }
        give(.accessControlAllowOrigin, origin)
        give(.accessControlExposeHeaders, Self.exposed)
    }

    private static let exposed =
        "X-Request-ID, ETag, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
        + "Content-Disposition"

    func allows(_ origin: String) -> Bool {
        allowsAll || patterns.contains { Self.matches(origin.lowercased()[...], $0[...]) }
    }

    private static func matches(_ text: Substring, _ pieces: ArraySlice<Substring>) -> Bool {
        guard let piece = pieces.first, text.hasPrefix(piece) else { return false }
        var rest = text.dropFirst(piece.count)
        let later = pieces.dropFirst()
        if later.isEmpty { return rest.isEmpty }
        // Behind a colon stands a port. Elsewhere nothing that would end a host.
        let isPort = piece.hasSuffix(":")
        while let next = rest.first, isPort ? ("0"..."9").contains(next) : !"/:@".contains(next) {
            rest.removeFirst()
            if matches(rest, later) { return true }
        }
        return false
    }
}
