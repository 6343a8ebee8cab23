import Gateway
import HTTPTypes
import Identity
import Library
import Server
import SurfaceTesting
import Testing

/// Runs a client's story against this dialect. Nothing is read before the story says `read()`.
func withTextExtraction(
    reader: TextReader? = nil, importRoots: [String] = [], trustedProxies: Set<String> = [],
    clock: Clock = .system, rateLimits: Bool = true,
    _ story: @escaping @Sendable (SurfaceClient) async throws -> Void
) async throws {
    try await withSurfaces(base: "/api/v1") { library in
        library.reader = reader ?? FakeReader().reader
        library.importRoots = importRoots
        library.limitsUploads = rateLimits
        library.clock = clock
    } server: { server in
        server.rateLimits = rateLimits
        server.trustedProxies = trustedProxies
    } _: { client in
        try await story(client)
    }
}

extension SurfaceClient {
    /// Signs a person up.
    func join(_ name: String) async throws -> SurfaceClient {
        let answer = try await post(
            "/users/signup/", ["email": .string("\(name)@example.com"), "password": .string(Self.password)]
        ).expect(.created)
        return with(token: answer["access"]?.text)
    }

    /// Someone who was registered elsewhere, so that no demo cap holds them.
    func joinElsewhere(_ name: String) async throws -> SurfaceClient {
        try await register(name, on: .imaLink)
        return try await login(name)
    }

    func login(_ name: String) async throws -> SurfaceClient {
        let answer = try await post(
            "/users/login/", ["email": .string("\(name)@example.com"), "password": .string(Self.password)]
        ).expect(.ok)
        return with(token: answer["access"]?.text)
    }

    /// Sends a form with one file and texts.
    func upload(
        _ bytes: [UInt8]?, named name: String = "scan.png", as field: String = "image_file",
        _ texts: [String: String] = [:], to path: String = "/core/uploads/"
    ) async throws -> Reply {
        try await form(path, file: bytes, named: name, as: field, texts)
    }

    /// Lets a worker read until none of the caller's uploads waits any more.
    func read() async throws {
        try await work { try await get("/core/uploads/?status=uploaded,processing").json == [] }
    }
}

extension Reply {
    /// The ids of a list, in its order.
    var ids: [String] {
        guard case .array(let elements) = json else { return [] }
        return elements.compactMap { $0["id"]?.text }
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
