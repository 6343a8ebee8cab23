import Foundation

/// Standard error, where complaints go and, if a person is watching, progress.
enum Terminal {
    static func complain(_ message: String) {
        try? FileHandle.standardError.write(contentsOf: Data("calotype: \(message)\n".utf8))
    }
}
