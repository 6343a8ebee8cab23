import Blobs

/// A file that was received whole: on the disk under a temporary name, and hashed. Dropping it takes the file away.
public struct Upload: Sendable {
    let spool: Spool
    let blob: BlobDescription
    /// As the sender named it, without folders. Never a path.
    public let filename: String

    /// How many bytes there are.
    public var sizeBytes: Int { blob.sizeBytes }

    /// Whether it is a RAW, which its ending alone decides: it is kept as it is and not decoded.
    public var isRaw: Bool { FileType(rawEndingOf: filename) != nil }
}

extension Library {
    /// Takes a file in, chunk by chunk, never holding more than one. Throws what the sequence throws, or
    /// `MediaError.tooManyBytes`.
    ///
    /// - Parameter progress: Told how many bytes are here whenever another 256 KiB have come.
    public func receive<Chunks: AsyncSequence & Sendable>(
        _ chunks: Chunks, named name: String, limitBytes: Int,
        progress: @Sendable (_ receivedBytes: Int) -> Void = { _ in }
    ) async throws -> Upload where Chunks.Element == [UInt8] {
        try await LibraryError.translating {
            do {
                let spool = try await ground.blobs.spool(limitBytes: limitBytes)
                var received = 0
                for try await chunk in chunks {
                    try await spool.write(chunk)
                    let passed = received / Self.progressBytes
                    received += chunk.count
                    if received / Self.progressBytes > passed { progress(received) }
                }
                return Upload(spool: spool, blob: try await spool.seal(), filename: Self.lastComponent(of: name))
            } catch BlobError.tooLarge(let limitBytes) {
                throw MediaError.tooManyBytes(limitBytes: limitBytes)
            }
        }
    }

    private static let progressBytes = 256 << 10

    /// Old browsers send the whole path, with either slash.
    private static func lastComponent(of name: String) -> String {
        name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    }
}
