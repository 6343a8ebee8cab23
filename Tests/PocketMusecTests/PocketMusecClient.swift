import Gateway
import HTTPTypes
import Identity
import Library
import Server
import SurfaceTesting
import Testing
import Vision

/// Runs a client's story against this dialect. Pages are read by `reader`, or by one that reads the same from each.
func withPocketMusec(
    reader: TextReader? = FakeReader().reader, models: ModelSettings = ModelSettings(), quotaMB: Int = 5120,
    workers: Int = 0, rateLimits: Bool = false, clock: Clock = .system,
    _ story: @escaping @Sendable (SurfaceClient) async throws -> Void
) async throws {
    try await withSurfaces(base: "/api") { library in
        library.reader = reader
        library.models = models
        library.quotaMB = quotaMB
        library.limitsAttempts = rateLimits
        library.clock = clock
    } server: { server in
        server.workers = workers
        server.rateLimits = rateLimits
        server.trustedProxies = ["127.0.0.1"]
    } _: { client in
        try await story(client)
    }
}

extension SurfaceClient {
    /// A teacher, whom the server's own admin has let in.
    func join(_ name: String) async throws -> SurfaceClient {
        try await register(name, on: .pocketMusec)
        return try await login(name)
    }

    func login(_ name: String, _ password: String = password) async throws -> SurfaceClient {
        let answer = try await post(
            "/auth/login", ["email": .string("\(name)@example.com"), "password": .string(password)]
        ).expect(.ok)
        return with(token: answer["access_token"]?.text)
    }

    func upload(
        _ picture: String, named name: String? = nil, _ texts: [String: String] = [:]
    ) async throws -> Reply {
        try await form("/images", file: try Picture.bytes(picture), named: name ?? picture, texts)
    }

    /// The id of an image that is uploaded.
    func id(ofUploaded picture: String, named name: String? = nil) async throws -> String {
        try #require(try await upload(picture, named: name).expect(.ok)["id"]?.text)
    }
}

extension Reply {
    /// An error of this dialect: status, body and words.
    @discardableResult
    func expectError(
        _ status: HTTPResponse.Status, naming words: String = "", _ location: SourceLocation = #_sourceLocation
    ) -> Reply {
        expect(status, location)
        #expect(json.names == ["detail"], sourceLocation: location)
        let detail = json["detail"]?.text ?? ""
        #expect(!detail.isEmpty && (words.isEmpty || detail.contains(words)), "\(detail)", sourceLocation: location)
        return self
    }
}

extension ModelSettings {
    /// Both models where a stub is.
    static func stub(at url: String) throws -> ModelSettings {
        let endpoint = try #require(ModelEndpoint(url))
        return ModelSettings(
            ollama: OllamaSettings(endpoint: endpoint, limits: .short),
            cloud: CloudSettings(endpoint: endpoint, key: APIKey("sk-test"), model: "seer-1", limits: .short))
    }
}

extension ModelLimits {
    /// Short enough for a test, long enough for a machine that is busy.
    static let short = ModelLimits(answer: .seconds(20), silence: .seconds(20), retryPause: .milliseconds(1))
}
