/// A blob's bytes as a plain file of this machine, whole and never changed: for streaming and mapping.
public struct BlobFile: Hashable, Sendable {
    public let path: String
    public let sizeBytes: Int

    init(path: String, sizeBytes: Int) {
        self.path = path
        self.sizeBytes = sizeBytes
    }
}
