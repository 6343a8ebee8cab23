import AsyncHTTPClient
public import Foundation
import NIOHTTP1

extension BlobBucket {
    /// Puts a whole file under a key: at once, or where it is large in parts, each of them sent again by itself where that
    /// is needed. Until the last step nothing is to be seen of it.
    func upload(
        _ file: SpoolFile, to object: String, sizeBytes: Int, sha256: String
    ) async throws(BlobError) {
        guard sizeBytes < connection.settings.multipartBytes else {
            return try await uploadInParts(file, to: object, sizeBytes: sizeBytes)
        }
        var request = S3Request(method: .PUT, key: object)
        request.body = .file(FileSlice(file: file, range: 0..<sizeBytes, lane: incoming.nextLane), sha256: sha256)
        try await connection.perform(request) { _ in }
    }

    private func uploadInParts(_ file: SpoolFile, to object: String, sizeBytes: Int) async throws(BlobError) {
        let begun = try await connection.perform(S3Request(method: .POST, key: object, query: [("uploads", "")])) {
            try await $0.body.head(64 << 10)
        }
        guard let upload = S3XML.first("UploadId", in: begun) else {
            throw .refused(S3Refusal(status: 200, body: begun))
        }
        do throws(BlobError) {
            var tags: [String] = []
            for range in partRanges(of: sizeBytes) {
                tags.append(try await uploadPart(tags.count + 1, file, range, to: object, upload: upload))
            }
            try await complete(upload, of: object, tags: tags)
        } catch {
            // Parts that lie around are paid for. Where this fails too, `sweep` does it, a day later.
            try? await abort(upload, of: object)
            throw error
        }
    }

    /// A process that was killed left its parts, which are paid for and in no list of objects. The store says when an upload
    /// began; one at a time is ended, since S3 knows no other way.
    public func sweep(before time: Date) async throws(BlobError) {
        try await onLane { () throws(BlobError) in try self.incoming.sweep() }
        let query = [("uploads", ""), ("prefix", "\(Self.blobFolder)/"), ("max-uploads", "1000")]
        let page = try await connection.perform(S3Request(method: .GET, query: query)) {
            try await $0.body.head(4 << 20)
        }
        for upload in S3XML.texts("Upload", in: page).map({ Array($0.utf8) }) {
            guard let object = S3XML.first("Key", in: upload), let id = S3XML.first("UploadId", in: upload),
                let begun = S3XML.first("Initiated", in: upload), begun.hasSuffix("Z"),
                // RFC 3339 in UTC, with a fraction or without: to the second, earlier is less.
                begun.prefix(19) < time.ISO8601Format().prefix(19), object.hasPrefix("\(Self.blobFolder)/")
            else { continue }
            try await abort(id, of: object)
        }
    }

    private func abort(_ upload: String, of object: String) async throws(BlobError) {
        let request = S3Request(method: .DELETE, key: object, query: [("uploadId", upload)])
        try await connection.perform(request) { _ in }
    }

    /// S3 takes 10,000 parts at most.
    private func partRanges(of sizeBytes: Int) -> [Range<Int>] {
        let part = max(connection.settings.partBytes, sizeBytes / 10_000 + 1)
        return stride(from: 0, to: sizeBytes, by: part).map { $0..<min(sizeBytes, $0 + part) }
    }

    private func uploadPart(
        _ number: Int, _ file: SpoolFile, _ range: Range<Int>, to object: String, upload: String
    ) async throws(BlobError) -> String {
        let hash = try await onLane { () throws(BlobError) in Hex.encode(try file.hash(of: range)) }
        let request = S3Request(
            method: .PUT, key: object, query: [("partNumber", "\(number)"), ("uploadId", upload)],
            body: .file(FileSlice(file: file, range: range, lane: incoming.nextLane), sha256: hash))
        let tag = try await connection.perform(request) { $0.headers.first(name: "etag") }
        guard let tag else { throw .refused(S3Refusal(status: 200, body: [])) }
        return tag
    }

    private func complete(_ upload: String, of object: String, tags: [String]) async throws(BlobError) {
        let parts = tags.enumerated().map { number, tag in
            "<Part><PartNumber>\(number + 1)</PartNumber><ETag>\(S3XML.escaped(tag))</ETag></Part>"
        }.joined()
        let body = Array("<CompleteMultipartUpload>\(parts)</CompleteMultipartUpload>".utf8)
        let request = S3Request(method: .POST, key: object, query: [("uploadId", upload)], body: .bytes(body))
        let answer = try await connection.perform(request) { try await $0.body.head(64 << 10) }
        // The store may find out that it can't after it has begun to say 200.
        if S3XML.first("Error", in: answer) != nil { throw .refused(S3Refusal(status: 200, body: answer)) }
    }
}
