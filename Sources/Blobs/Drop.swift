/// The name that a client puts bytes under before they are a blob, as an S3 key: `products/…/photo.jpg`.
public struct DropName: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Nil for what is no key that every store takes: empty, over 1,024 bytes, with control characters, or with a step
    /// (`.`, `..`, nothing) in place of a name. None may look like a blob's.
    public init?(_ text: String) {
        let steps = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...1024).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            steps.allSatisfy({ !["", ".", ".."].contains($0) }), steps.first.map(String.init) != BlobBucket.blobFolder
        else { return nil }
        description = text
    }
}
