import Foundation

/// Standard error, where complaints go and, if a person is watching, progress.
enum Terminal {
    static func complain(_ message: String) {
        FileHandle.standardError.write(Data("calotype: \(message)\n".utf8))
    }
}
