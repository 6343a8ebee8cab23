/// A preview that is ready to be sent.
public struct StoredPicture: Sendable {
    /// Where its bytes are.
    public enum Content: Sendable {
        /// A file that never changes.
        case file(path: String, sizeBytes: Int)
        case bytes([UInt8])
    }

    /// What a client may ask a preview to be.
    public enum Format: String, Sendable, CaseIterable {
        case jpeg, webp, avif
    }

    public let content: Content
    public var format = Format.jpeg
    /// Changes with the bytes, and only with them.
    public let tag: String
}
