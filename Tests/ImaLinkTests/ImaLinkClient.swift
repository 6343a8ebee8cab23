import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Library
import Logging
import Passwords
import Server
import Testing

/// Runs a client's story against this dialect, over a real socket, on a library in a folder of its own.
func withImaLink(
    debugEndpoints: Bool = false, _ adjust: (inout LibrarySettings) -> Void = { _ in },
    _ story: @escaping @Sendable (ImaLinkClient) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "calotype-test-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = LibrarySettings(dataFolder: folder)
    settings.secretKey = "a key for tests, long enough to be one"
    settings.passwordCost = PasswordCost(memoryKiB: 8, passes: 1)
    settings.firstAdmin = .init(email: "root@example.com", password: ImaLinkClient.password)
    settings.log.logLevel = .critical
    adjust(&settings)
    let library = try await Library.open(settings)
    var server = ServerSettings(library: settings)
    server.port = 0
    server.debugEndpoints = debugEndpoints
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let application = try CalotypeServer(library, settings: server, logger: logger).application()
    try await application.test(.live) { http in
        try await story(ImaLinkClient(http: http, library: library, folder: folder))
    }
    try await library.shutdown()
}

/// Speaks to the server as someone, or as nobody.
struct ImaLinkClient: Sendable {
    static let password = "correct horse"

    let http: any TestClientProtocol
    let library: Library
    /// The data folder.
    let folder: String
    var token: String?

    /// Registers a person and logs them in.
    func join(_ name: String) async throws -> ImaLinkClient {
        try await post(
            "/auth/register",
            [
                "username": .string(name), "email": .string("\(name)@example.com"), "password": .string(Self.password),
                "display_name": .string(name),
            ]
        ).expect(.created)
        return try await login(name)
    }

    func login(_ name: String) async throws -> ImaLinkClient {
        let answer = try await post("/auth/login", ["username": .string(name), "password": .string(Self.password)])
        var client = self
        client.token = answer["access_token"]?.text
        return client
    }

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Reply {
        try await send(.get, path, headers: headers)
    }

    func post(_ path: String, _ body: JSONValue? = nil) async throws -> Reply {
        try await send(.post, path, body: body?.serialized, type: "application/json")
    }

    func put(_ path: String, _ body: JSONValue) async throws -> Reply {
        try await send(.put, path, body: body.serialized, type: "application/json")
    }

    func patch(_ path: String, _ body: JSONValue) async throws -> Reply {
        try await send(.patch, path, body: body.serialized, type: "application/json")
    }

    func delete(_ path: String) async throws -> Reply { try await send(.delete, path) }

    /// Sends a form with one file, named as given, and texts.
    func form(
        _ path: String, file bytes: [UInt8]?, named name: String = "IMG_001.jpg", _ texts: [String: String] = [:],
        by method: HTTPRequest.Method = .post
    ) async throws -> Reply {
        var body: [UInt8] = []
        for (key, value) in texts {
            body += Array("--XX\r\nContent-Disposition: form-data; name=\"\(key)\"\r\n\r\n\(value)\r\n".utf8)
        }
        if let bytes {
            let head = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
            body += Array((head + "Content-Type: application/octet-stream\r\n\r\n").utf8) + bytes + Array("\r\n".utf8)
        }
        body += Array("--XX--\r\n".utf8)
        return try await send(method, path, body: body, type: "multipart/form-data; boundary=XX")
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8]? = nil, type: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        if let type, body != nil { headers[.contentType] = type }
        // Without it, a client of NIO's sends a body in chunks, if an empty one, and the connection ends with the answer.
        if method != .get, body == nil { headers[.contentLength] = "0" }
        let uri = path.hasPrefix("/api") || path.hasPrefix("/imalink") ? path : "/api/v1" + path
        let response = try await http.executeRequest(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
        return Reply(status: response.status, headers: response.headers, bytes: Array(buffer: response.body))
    }
}

/// What came back.
struct Reply: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let bytes: [UInt8]

    var json: JSONValue { (try? JSONParser.parse(bytes)) ?? .null }
    subscript(name: String) -> JSONValue? { json[name] }
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    @discardableResult
    func expect(_ status: HTTPResponse.Status, _ location: SourceLocation = #_sourceLocation) -> Reply {
        #expect(
            self.status == status, "\(String(decoding: bytes.prefix(300), as: UTF8.self))", sourceLocation: location)
        return self
    }

    /// An error of this dialect: status, body and words.
    @discardableResult
    func expectError(
        _ status: HTTPResponse.Status, naming words: String = "", _ location: SourceLocation = #_sourceLocation
    ) -> Reply {
        expect(status, location)
        #expect(json["status_code"] == .integer(Int64(status.code)), sourceLocation: location)
        let detail = json["detail"]?.text ?? ""
        #expect(!detail.isEmpty && (words.isEmpty || detail.contains(words)), "\(detail)", sourceLocation: location)
        return self
    }
}

extension JSONValue {
    /// The element of an array.
    subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    var count: Int {
        guard case .array(let elements) = self else { return 0 }
        return elements.count
    }

    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var integer: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    var names: Set<String> { Set((members ?? []).map(\.name)) }
}

/// The pictures of `fixtures/photos`.
enum Picture {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/photos")

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    static func base64(_ name: String) throws -> String {
        try Data(contentsOf: folder.appending(path: name)).base64EncodedString()
    }

    /// What Python's imagehash says of the picture's own pixels.
    static func imagehash(_ name: String) throws -> String {
        let table = try String(contentsOf: folder.appending(path: "expected.csv"), encoding: .utf8)
        let row = try #require(table.split(separator: "\n").first { $0.hasPrefix(name + ",") })
        return String(row.split(separator: ",")[3])
    }
}

/// A photo that a client has told about.
struct Told: Sendable {
    let file: Int64
    let hothash: String
}

extension ImaLinkClient {
    /// Tells about a photo, with a small preview of the client's own making.
    func tell(_ preview: String, _ more: [String: JSONValue] = [:]) async throws -> Told {
        var members: [JSONValue.Member] = [
            .init("filename", .string("IMG_\(preview)")), .init("file_size", 2_048_576), .init("file_type", "jpeg"),
            .init("width", 4000), .init("height", 3000), .init("hotpreview", .string(try Picture.base64(preview))),
        ]
        members.removeAll { more[$0.name] != nil }
        members += more.map { .init($0.key, $0.value) }
        let answer = try await post("/image-files/new-photo", .object(members)).expect(.created)
        return Told(
            file: try #require(answer["image_file_id"]?.integer),
            hothash: try #require(answer["photo_hothash"]?.text))
    }

    /// Sends a picture itself.
    func upload(_ picture: String, named name: String? = nil) async throws -> Told {
        let answer = try await form(
            "/image-files/new-photo", file: try Picture.bytes(picture), named: name ?? picture
        ).expect(.created)
        return Told(
            file: try #require(answer["image_file_id"]?.integer),
            hothash: try #require(answer["photo_hothash"]?.text))
    }
}
