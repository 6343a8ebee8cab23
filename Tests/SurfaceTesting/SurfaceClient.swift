public import Gateway
public import HTTPTypes
import Hummingbird
import HummingbirdTesting
public import Identity
public import Library
import Testing

/// Speaks to the server as someone, or as nobody. How one joins and logs in is said by each surface's own tests.
public struct SurfaceClient: Sendable {
    /// Everybody's.
    public static let password = "correct horse"

    let http: any TestClientProtocol
    /// The server's own library, for what a client can't do: making an account of another surface, say.
    public let library: Library
    /// The data folder.
    public let folder: String
    let base: String
    public var token: String?
    /// What a proxy says of where the request came from.
    public var address: String?

    init(http: any TestClientProtocol, library: Library, folder: String, base: String) {
        self.http = http
        self.library = library
        self.folder = folder
        self.base = base
    }

    public func with(token: String?) -> SurfaceClient {
        var client = self
        client.token = token
        return client
    }

    public func from(_ address: String) -> SurfaceClient {
        var client = self
        client.address = address
        return client
    }

    /// Registers a person on any surface, without asking it.
    public func register(_ name: String, on surface: Surface) async throws {
        try await library.accounts.register(
            Accounts.Registration(email: "\(name)@example.com", password: Self.password), on: surface)
    }

    public func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Reply {
        try await send(.get, path, headers: headers)
    }

    public func post(_ path: String, _ body: JSONValue? = nil, _ headers: HTTPFields = [:]) async throws -> Reply {
        try await send(.post, path, body: body?.serialized, type: "application/json", headers: headers)
    }

    public func put(_ path: String, _ body: JSONValue) async throws -> Reply {
        try await send(.put, path, body: body.serialized, type: "application/json")
    }

    public func patch(_ path: String, _ body: JSONValue) async throws -> Reply {
        try await send(.patch, path, body: body.serialized, type: "application/json")
    }

    public func delete(_ path: String) async throws -> Reply { try await send(.delete, path) }

    /// A plain connection to the server, to be cut off for instance.
    public func connection() throws -> RawConnection { try RawConnection(port: try #require(http.port)) }

    /// Opens a WebSocket, with the token in the query as a browser has to send it.
    public func socket(_ path: String) async throws -> SocketClient {
        let path = uri(path)
        let query = token.map { (path.contains("?") ? "&" : "?") + "token=" + $0 } ?? ""
        let (client, head) = try await SocketClient.open(path + query, port: try #require(http.port))
        #expect(head.hasPrefix("HTTP/1.1 101 "), "\(head)")
        return client
    }

    /// Sends a form of texts and one file, or none.
    public func form(
        _ path: String, file bytes: [UInt8]?, named name: String = "IMG_001.jpg", as field: String = "file",
        _ texts: [String: String] = [:], by method: HTTPRequest.Method = .post, headers: HTTPFields = [:]
    ) async throws -> Reply {
        let files = bytes.map { [FormFile(field: field, name: name, bytes: $0)] } ?? []
        return try await form(path, files: files, texts, by: method, headers: headers)
    }

    /// Sends a form of texts and files, in this order.
    public func form(
        _ path: String, files: [FormFile], _ texts: [String: String] = [:], by method: HTTPRequest.Method = .post,
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        var body: [UInt8] = []
        for (key, value) in texts {
            body += Array("--XX\r\nContent-Disposition: form-data; name=\"\(key)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for file in files {
            let head = "--XX\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\n"
            body += Array((head + "Content-Type: application/octet-stream\r\n\r\n").utf8)
            body += file.bytes + Array("\r\n".utf8)
        }
        body += Array("--XX--\r\n".utf8)
        return try await send(method, path, body: body, type: "multipart/form-data; boundary=XX", headers: headers)
    }

    /// Lets a worker do jobs until the story has seen what it waits for.
    public func work(until isDone: () async throws -> Bool) async throws {
        let workers = library.jobs.workers(1, for: library.jobHandlers)
        let task = Task { await workers.run() }
        while try await !isDone() { try await Task.sleep(for: .milliseconds(20)) }
        task.cancel()
        await task.value
    }

    /// - Parameter path: below the base, or from the root where it begins with the base, a prefix or another API.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8]? = nil, type: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        if let address, let name = HTTPField.Name("X-Forwarded-For") { headers[name] = address }
        if let type, body != nil { headers[.contentType] = type }
        // Without it, a client of NIO's sends a body in chunks, if an empty one, and the connection ends with the answer.
        if method != .get, body == nil { headers[.contentLength] = "0" }
        let response = try await http.executeRequest(
            uri: uri(path), method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
        return Reply(status: response.status, headers: response.headers, bytes: Array(buffer: response.body))
    }

    private func uri(_ path: String) -> String {
        let fromRoot = ["/api", "/ws", "/uploads"] + Surface.allCases.map { "/\($0.rawValue)" }
        return fromRoot.contains { path == $0 || path.hasPrefix($0 + "/") } ? path : base + path
    }
}

/// A file of a form.
public struct FormFile: Sendable {
    let field: String
    let name: String
    let bytes: [UInt8]

    public init(field: String = "file", name: String, bytes: [UInt8]) {
        self.field = field
        self.name = name
        self.bytes = bytes
    }
}
