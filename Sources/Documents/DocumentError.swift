/// Why a document gives no text.
public enum DocumentError: Error, Hashable, Sendable {
    /// Nothing of its kind is read: it holds no text that anything here knows of.
    case nothingToRead
    /// It was given up on: it took too long, or more memory than one document may have.
    case tooMuch
    /// Its bytes are not what they should be, or it is locked.
    case damaged
    /// The program that reads it is not installed, or does not start. `reason` is for the log.
    case unavailable(reason: String)
    /// The asker's own task was cancelled.
    case cancelled
}
