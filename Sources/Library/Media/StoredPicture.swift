/// A preview that is ready to be sent.
public struct StoredPicture: Sendable {
    /// Where its bytes are.
    public enum Content: Sendable {
        /// A file that never changes.
        case file(path: String, sizeBytes: Int)
        case bytes([UInt8])
    }

    public let content: Content
    /// Changes with the bytes, and only with them.
    public let tag: String
}
