import Crypto
import NIOCore
import NIOHTTP1

/// A request to a bucket, or to an object in it, before it is signed.
struct S3Request: Sendable {
    var method: HTTPMethod
    /// Nil for the bucket itself.
    var key: String?
    var query: [(name: String, value: String)] = []
    /// By lower-case name.
    var headers: [String: String] = [:]
    var body = Body.none

    enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A part of a file, with its SHA-256 in hex.
        case file(FileSlice, sha256: String)

        /// The store compares it with what it gets, so bytes that were bent on the way are refused.
        var sha256: String {
            switch self {
            case .none: Hex.encode(SHA256.hash(data: [UInt8]()))
            case .bytes(let bytes): Hex.encode(SHA256.hash(data: bytes))
            case .file(_, let sha256): sha256
            }
        }
    }
}

/// A range of a file, sent as it is read: 256 KiB at a time, however large it is. It can be gone through more than once.
struct FileSlice: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let file: SpoolFile
    let range: Range<Int>
    let lane: DiskLane

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(slice: self, offset: range.lowerBound) }

    struct AsyncIterator: AsyncIteratorProtocol {
        let slice: FileSlice
        var offset: Int

        mutating func next() async throws -> ByteBuffer? {
            let count = Swift.min(SpoolFile.chunkBytes, slice.range.upperBound - offset)
            guard count > 0 else { return nil }
            let chunk = try await slice.lane.run { [self] () throws(BlobError) in
                try slice.file.read(at: offset, count: count)
            }
            // The file is shorter than was said: the request breaks off, and is nothing at the other side.
            guard !chunk.isEmpty else { throw BlobError.spoolClosed }
            offset += chunk.count
            return ByteBuffer(bytes: chunk)
        }
    }
}
