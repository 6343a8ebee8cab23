import Foundation

/// A UUID as a short-spoken dialect writes it: a prefix that says what it names, and 32 digits.
struct PrefixedID {
    static let account = PrefixedID(prefix: "usr_")
    static let describedImage = PrefixedID(prefix: "img_")

    let prefix: String

    /// - Parameter uuid: in lower case.
    func spell(_ uuid: String) -> String { prefix + uuid.replacing("-", with: "") }

    /// The UUID in lower case; nil for a text that was not spelled so.
    func uuid(_ text: String) -> String? {
        guard text.utf8.count == prefix.utf8.count + 32, text.hasPrefix(prefix) else { return nil }
        let digits = Array(text.dropFirst(prefix.count))
        guard digits.count == 32 else { return nil }
        let spelled = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
        return UUID(uuidString: spelled)?.uuidString.lowercased()
    }
}
