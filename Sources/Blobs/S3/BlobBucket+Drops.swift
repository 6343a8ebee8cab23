public import Foundation
import NIOHTTP1

extension BlobBucket {
    /// Type and length are among the signed headers, so that no other can be sent.
    public func presignedPut(
        of name: DropName, mediaType: String, sizeBytes: Int, lifetimeSeconds: Int, at time: Date
    ) -> String? {
        var request = S3Request(method: .PUT, key: name.description)
        request.headers = ["content-type": mediaType, "content-length": "\(sizeBytes)"]
        return connection.presigned(request, lifetimeSeconds: lifetimeSeconds, at: time)
    }

    public func keepDrop(_ file: SpoolFile, as name: DropName, sizeBytes: Int) async throws(BlobError) {
        let hash = try await onLane { () throws(BlobError) in Hex.encode(try file.hash(of: 0..<sizeBytes)) }
        try await upload(file, to: name.description, sizeBytes: sizeBytes, sha256: hash)
    }

    public func spool(ofDrop name: DropName, limitBytes: Int) async throws(BlobError) -> Spool? {
        try await download(name.description, limitBytes: limitBytes)
    }

    public func removeDrop(_ name: DropName) async throws(BlobError) {
        try await connection.perform(S3Request(method: .DELETE, key: name.description)) { _ in }
    }
}
