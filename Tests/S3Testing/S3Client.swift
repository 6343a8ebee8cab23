import AsyncHTTPClient
public import Blobs
import Foundation
import NIOCore
import NIOHTTP1

/// A client of a store that is not ours: what a browser or an operator does.
public enum S3Client {
    /// PUTs bytes to a URL as it stands, and gives the status.
    public static func put(_ url: String, _ bytes: [UInt8], type: String? = nil) async throws -> Int {
        var request = HTTPClientRequest(url: url)
        request.method = .PUT
        if let type { request.headers.add(name: "content-type", value: type) }
        request.body = .bytes(ByteBuffer(bytes: bytes))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        _ = try await response.body.collect(upTo: 1 << 20)
        return Int(response.status.code)
    }

    /// Begins an upload in parts, as a program does that is killed then, and gives its id.
    public static func beginUpload(to key: String, in settings: S3Settings) async throws -> String {
        let said = try await ask(.POST, "/\(settings.bucket)/\(key)", [("uploads", "")], settings)
        return String(said.split(separator: "<UploadId>")[1].prefix { $0 != "<" })
    }

    /// What the bucket says of uploads in parts that have not ended.
    public static func uploads(in settings: S3Settings) async throws -> [String] {
        let said = try await ask(.GET, "/\(settings.bucket)", [("uploads", "")], settings)
        return said.split(separator: "<UploadId>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    }

    private static func ask(
        _ method: HTTPMethod, _ path: String, _ query: [(name: String, value: String)], _ settings: S3Settings
    ) async throws -> String {
        let host = settings.endpoint.description.replacing("http://", with: "")
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let headers = [
            "host": host, "x-amz-date": SignatureV4.timestamp(.now), "x-amz-content-sha256": empty,
        ]
        let signed = SignatureV4.Request(method: method.rawValue, path: path, query: query, headers: headers)
        let signer = SignatureV4(keys: settings.keys, region: settings.region)
        var request = HTTPClientRequest(
            url: "\(settings.endpoint)\(path)?" + query.map { "\($0.name)=\($0.value)" }.joined(separator: "&"))
        request.method = method
        for (name, value) in headers where name != "host" { request.headers.add(name: name, value: value) }
        request.headers.add(name: "authorization", value: signer.authorization(signed, payloadHash: empty, at: .now))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        return String(buffer: try await response.body.collect(upTo: 1 << 20))
    }

    /// PUTs an object under any key, a blob's too.
    public static func put(_ bytes: [UInt8], as key: String, in settings: S3Settings) async throws -> Int {
        let host = settings.endpoint.description.replacing("http://", with: "")
        let request = SignatureV4.Request(method: "PUT", path: "/\(settings.bucket)/\(key)", headers: ["host": host])
        let signer = SignatureV4(keys: settings.keys, region: settings.region)
        let query = signer.presignedQuery(request, lifetimeSeconds: 60, at: .now)
        return try await put("\(settings.endpoint)\(request.path)?\(query)", bytes)
    }
}
