import Foundation

/// Where a provider is: an `http` or `https` URL that paths are put behind, judged once, when the settings are read.
public struct ModelEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// Without a slash at its end.
    public let description: String

    /// Nil where the text is not such a URL: another scheme, no host, a user, a query or a fragment, blanks.
    public init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let url = URLComponents(string: text), ["http", "https"].contains(url.scheme?.lowercased()),
            let host = url.host, !host.isEmpty, url.user == nil, url.password == nil, url.query == nil,
            url.fragment == nil, url.port.map({ (1...65535).contains($0) }) ?? true
        else { return nil }
        var trimmed = Substring(text)
        while trimmed.last == "/" { trimmed.removeLast() }
        description = String(trimmed)
    }

    /// The URL of a path below, which starts with a slash.
    func url(_ path: String) -> String { description + path }
}

/// A key that must not show up in a log: it prints as dots.
public struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    let secret: String

    /// Nil where the text can't stand in a header: empty, too long, anything but visible ASCII.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 4096, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        secret = text
    }

    public var description: String { "…" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
