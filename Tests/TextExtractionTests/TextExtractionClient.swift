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
import Synchronization
import Testing

/// Runs a client's story against this dialect, over a real socket, on a library in a folder of its own. Nothing is read
/// before the story says `read()`.
func withTextExtraction(
    reader: TextReader? = nil, importRoots: [String] = [], trustedProxies: Set<String> = [],
    clock: Clock = .system, rateLimits: Bool = true,
    _ story: @escaping @Sendable (TextExtractionClient) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "calotype-test-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = LibrarySettings(dataFolder: folder)
    settings.secretKey = "a key for tests, long enough to be one"
    settings.passwordCost = PasswordCost(memoryKiB: 8, passes: 1)
    settings.log.logLevel = .critical
    settings.reader = reader ?? FakeReader().reader
    settings.importRoots = importRoots
    settings.limitsUploads = rateLimits
    settings.clock = clock
    let library = try await Library.open(settings)
    var server = ServerSettings(library: settings)
    server.port = 0
    server.workers = 0
    server.rateLimits = rateLimits
    server.trustedProxies = trustedProxies
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let application = try CalotypeServer(library, settings: server, logger: logger).application()
    try await application.test(.live) { http in
        try await story(TextExtractionClient(http: http, library: library, folder: folder))
    }
    try await library.shutdown()
}

/// Reads a fixed text from every page, and remembers how it was asked.
final class FakeReader: Sendable {
    static let raw = "INVOICE #4932\nStraße der Ein-\nheit 100%"
    static let paragraphs = "INVOICE #4932 Straße der Einheit 100%"

    private let asked = Mutex<[ReadingWay]>([])
    private let failure: JobFailure?

    init(failure: JobFailure? = nil) {
        self.failure = failure
    }

    /// How each page was to be read, in turn.
    var ways: [ReadingWay] { asked.withLock { $0 } }

    var reader: TextReader {
        TextReader { _, way in
            self.asked.withLock { $0.append(way) }
            if let failure = self.failure { throw failure }
            return PageText(raw: Self.raw, paragraphs: Self.paragraphs, confidence: 96, languages: ["eng"])
        } model: { code in
            guard let name = ["en": "eng", "eng": "eng", "de": "deu", "deu": "deu", "ger": "deu"][code] else {
                throw UploadError.languageNotInstalled(code, installed: ["deu", "eng"])
            }
            return name
        }
    }
}

/// Speaks to the server as someone, or as nobody.
struct TextExtractionClient: Sendable {
    static let password = "correct horse"

    let http: any TestClientProtocol
    let library: Library
    /// The data folder.
    let folder: String
    var token: String?
    /// What a proxy says of where the request came from.
    var address: String?

    /// Signs a person up.
    func join(_ name: String) async throws -> TextExtractionClient {
        let answer = try await post(
            "/users/signup/", ["email": .string("\(name)@example.com"), "password": .string(Self.password)]
        ).expect(.created)
        return with(token: answer["access"]?.text)
    }

    /// Someone who was registered elsewhere, so that no demo cap holds them.
    func joinElsewhere(_ name: String) async throws -> TextExtractionClient {
        try await library.accounts.register(
            Accounts.Registration(email: "\(name)@example.com", password: Self.password), on: .imaLink)
        return try await login(name)
    }

    func login(_ name: String) async throws -> TextExtractionClient {
        let answer = try await post(
            "/users/login/", ["email": .string("\(name)@example.com"), "password": .string(Self.password)]
        ).expect(.ok)
        return with(token: answer["access"]?.text)
    }

    func with(token: String?) -> TextExtractionClient {
        var client = self
        client.token = token
        return client
    }

    func from(_ address: String) -> TextExtractionClient {
        var client = self
        client.address = address
        return client
    }

    func get(_ path: String) async throws -> Reply { try await send(.get, path) }
    func delete(_ path: String) async throws -> Reply { try await send(.delete, path) }

    func post(_ path: String, _ body: JSONValue? = nil) async throws -> Reply {
        try await send(.post, path, body: body?.serialized, type: "application/json")
    }

    func put(_ path: String, _ body: JSONValue) async throws -> Reply {
        try await send(.put, path, body: body.serialized, type: "application/json")
    }

    func patch(_ path: String, _ body: JSONValue) async throws -> Reply {
        try await send(.patch, path, body: body.serialized, type: "application/json")
    }

    /// Sends a form with one file and texts.
    func upload(
        _ bytes: [UInt8]?, named name: String = "scan.png", as field: String = "image_file",
        _ texts: [String: String] = [:], to path: String = "/core/uploads/"
    ) async throws -> Reply {
        var body: [UInt8] = []
        for (key, value) in texts {
            body += Array("--XX\r\nContent-Disposition: form-data; name=\"\(key)\"\r\n\r\n\(value)\r\n".utf8)
        }
        if let bytes {
            let head = "--XX\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n"
            body += Array((head + "Content-Type: application/octet-stream\r\n\r\n").utf8) + bytes + Array("\r\n".utf8)
        }
        body += Array("--XX--\r\n".utf8)
        return try await send(.post, path, body: body, type: "multipart/form-data; boundary=XX")
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8]? = nil, type: String? = nil
    ) async throws -> Reply {
        var headers = HTTPFields()
        if let token { headers[.authorization] = "Bearer \(token)" }
        if let address, let name = HTTPField.Name("X-Forwarded-For") { headers[name] = address }
        if let type, body != nil { headers[.contentType] = type }
        if method != .get, body == nil { headers[.contentLength] = "0" }
        let uri = path.hasPrefix("/api") || path.hasPrefix("/text-extraction") ? path : "/api/v1" + path
        let response = try await http.executeRequest(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
        return Reply(status: response.status, headers: response.headers, bytes: Array(buffer: response.body))
    }

    /// Lets a worker read until none of the caller's uploads waits any more.
    func read() async throws {
        let workers = library.jobs.workers(1, for: library.jobHandlers)
        let task = Task { await workers.run() }
        while try await get("/core/uploads/?status=uploaded,processing").json != [] {
            try await Task.sleep(for: .milliseconds(20))
        }
        task.cancel()
        await task.value
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

    /// The ids of a list, in its order.
    var ids: [String] {
        guard case .array(let elements) = json else { return [] }
        return elements.compactMap { $0["id"]?.text }
    }

    @discardableResult
    func expect(_ status: HTTPResponse.Status, _ location: SourceLocation = #_sourceLocation) -> Reply {
        #expect(
            self.status == status, "\(String(decoding: bytes.prefix(300), as: UTF8.self))", sourceLocation: location)
        return self
    }

    /// `{"errors": {field: [words that name it]}}`.
    @discardableResult
    func expectFault(_ field: String, _ location: SourceLocation = #_sourceLocation) -> Reply {
        expect(.badRequest, location)
        let words: String? = if case .array(let all)? = json["errors"]?[field] { all.first?.text } else { nil }
        #expect(
            words?.contains(field) == true, "\(String(decoding: bytes, as: UTF8.self))", sourceLocation: location)
        return self
    }

    /// `{"message": …}`, with `detail` where the status asks for it, and the headers that a status owes.
    @discardableResult
    func expectMessage(
        _ status: HTTPResponse.Status, _ location: SourceLocation = #_sourceLocation
    ) -> Reply {
        expect(status, location)
        #expect(json["message"]?.text?.isEmpty == false, sourceLocation: location)
        let hasDetail = status == .forbidden || status == .tooManyRequests
        #expect(json["detail"] == (hasDetail ? json["message"] : nil), sourceLocation: location)
        if status == .unauthorized { #expect(header("WWW-Authenticate") == "Bearer", sourceLocation: location) }
        if status == .tooManyRequests { #expect(header("Retry-After") != nil, sourceLocation: location) }
        return self
    }
}

enum Picture {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/photos")

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    /// One pixel as a BMP, of another colour for every number below 2^24.
    static func dot(_ number: Int) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        let header = Array("BM".utf8) + little(58, 4) + little(0, 4) + little(54, 4)
        let info = little(40, 4) + little(1, 4) + little(1, 4) + little(1, 2) + little(24, 2) + little(0, 24)
        return header + info + little(number, 3) + [0]
    }
}

/// A clock that a test moves on.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_760_000_000))

    var clock: Clock { Clock { self.time.withLock { $0 } } }
    func advance(seconds: TimeInterval) { time.withLock { $0 += seconds } }
}
