import AsyncHTTPClient
import Blobs
import Foundation
import NIOCore
import NIOHTTP1
import S3Testing

/// A client of a store that is not ours: what a browser or an operator does.
enum S3Client {
    /// PUTs bytes to a URL as it stands, and gives the status.
    static func put(_ url: String, _ bytes: [UInt8], type: String? = nil) async throws -> Int {
        var request = HTTPClientRequest(url: url)
        request.method = .PUT
        if let type { request.headers.add(name: "content-type", value: type) }
        request.body = .bytes(ByteBuffer(bytes: bytes))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        _ = try await response.body.collect(upTo: 1 << 20)
        return Int(response.status.code)
    }

    /// PUTs an object under any key, a blob's too.
    static func put(_ bytes: [UInt8], as key: String, in settings: S3Settings) async throws -> Int {
        let host = settings.endpoint.description.replacing("http://", with: "")
        let request = SignatureV4.Request(method: "PUT", path: "/\(settings.bucket)/\(key)", headers: ["host": host])
        let signer = SignatureV4(keys: settings.keys, region: settings.region)
        let query = signer.presignedQuery(request, lifetimeSeconds: 60, at: .now)
        return try await put("\(settings.endpoint)\(request.path)?\(query)", bytes)
    }
}
