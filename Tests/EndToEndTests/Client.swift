import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// An ImaLink client over real sockets: registers once, then talks with its token.
struct Client: Sendable {
    let address: String
    let token: String

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: Data

        /// The body as JSON's own types.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: body) as? [String: Any]) ?? [:]
        }
    }

    /// Registers `name` (unless it exists already) and logs in.
    init(_ name: String, at address: String) async throws {
        self.address = address
        let account = [
            "username": name, "email": "\(name)@example.com", "password": "correct horse", "display_name": name,
        ]
        _ = try await Self.send(.POST, address + "/api/v1/auth/register", json: account)
        let login = try await Self.send(
            .POST, address + "/api/v1/auth/login", json: ["username": name, "password": "correct horse"])
        guard let token = login.json["access_token"] as? String else { throw Refused(answer: login) }
        self.token = token
    }

    struct Refused: Error {
        let answer: Answer
    }

    func get(_ path: String) async throws -> Answer {
        try await Self.send(.GET, address + path, headers: ["Authorization": "Bearer \(token)"])
    }

    /// - Parameter body: of JSON's own types.
    func post(_ path: String, _ body: [String: any Sendable]) async throws -> Answer {
        try await Self.send(
            .POST, address + path,
            headers: ["Authorization": "Bearer \(token)", "Content-Type": "application/json"],
            body: try JSONSerialization.data(withJSONObject: body))
    }

    /// `POST /image-files/new-photo` with the picture itself, or another path with it in another field.
    func upload(
        _ picture: [UInt8], as filename: String, field: String = "file",
        to path: String = "/api/v1/image-files/new-photo"
    ) async throws -> Answer {
        let boundary = "calotype-\(UUID().uuidString)"
        var body = Data(
            """
            --\(boundary)\r\nContent-Disposition: form-data; name="\(field)"; filename="\(filename)"\r\n\
            Content-Type: image/jpeg\r\n\r\n
            """.utf8)
        body.append(contentsOf: picture)
        body.append(contentsOf: "\r\n--\(boundary)--\r\n".utf8)
        return try await Self.send(
            .POST, address + path,
            headers: [
                "Authorization": "Bearer \(token)", "Content-Type": "multipart/form-data; boundary=\(boundary)",
            ], body: body)
    }

    static func send(
        _ method: HTTPMethod, _ url: String, headers: [String: String] = [:], json: [String: String]? = nil,
        body: Data? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let json {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(try JSONSerialization.data(withJSONObject: json))
        } else if let body {
            request.body = .bytes(body)
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: Dictionary(
                response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first }),
            body: Data(bytes.readableBytesView))
    }
}
