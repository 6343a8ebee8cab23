import Gateway
import HTTPTypes
import Library
import Server
import SurfaceTesting
import Testing
import Vision

/// Runs a client's story against this dialect. Nothing is read before the story says `read()`, or asks about a file.
func withMLFramework(
    reader: TextReader? = nil, models: ModelSettings = ModelSettings(), clock: Clock = .system,
    _ story: @escaping @Sendable (SurfaceClient) async throws -> Void
) async throws {
    try await withSurfaces(base: "/api/v1") { library in
        library.reader = reader ?? FakeReader().reader
        library.models = models
        library.clock = clock
    } _: { client in
        try await story(client)
    }
}

extension SurfaceClient {
    /// Registers a person and logs them in.
    func join(_ name: String) async throws -> SurfaceClient {
        let answer = try await post(
            "/auth/register",
            [
                "email": .string("\(name)@example.com"), "username": .string(name), "password": .string(Self.password),
            ]
        ).expect(.ok)
        return with(token: answer["tokens"]?["accessToken"]?.text)
    }

    func root() async throws -> SurfaceClient {
        let answer = try await post(
            "/ml-framework/api/v1/auth/login", ["email": "root@example.com", "password": .string(Self.password)]
        ).expect(.ok)
        return with(token: answer["tokens"]?["accessToken"]?.text)
    }

    /// Makes something and tells its id.
    func make(_ path: String, _ body: JSONValue) async throws -> String {
        try #require(try await post(path, body).expect(.ok)["id"]?.text)
    }

    /// Uploads a file and tells its id.
    func upload(_ bytes: [UInt8], named name: String) async throws -> String {
        try #require(try await form("/upload", file: bytes, named: name).expect(.ok)["id"]?.text)
    }

    /// Asks in a conversation of its own, and tells what was answered.
    func ask(_ question: String, files: [String] = []) async throws -> String {
        let conversation = try await make("/conversations", [:])
        let answer = try await post(
            "/conversations/\(conversation)/messages",
            ["content": .string(question), "files": .array(files.map(JSONValue.string))]
        ).expect(.ok)
        return try #require(answer["content"]?.text)
    }

    /// Lets a worker read until every file has been.
    func read() async throws {
        let workers = library.jobs.workers(1, for: library.jobHandlers)
        let task = Task { await workers.run() }
        var number: Int64 = 1
        while let job = try? await library.jobs.job(number) {
            if job.finishedAt == nil {
                try await Task.sleep(for: .milliseconds(20))
            } else {
                number += 1
            }
        }
        task.cancel()
        await task.value
    }
}

extension Reply {
    /// An error of this dialect: status, body and words.
    @discardableResult
    func expectDetail(
        _ status: HTTPResponse.Status, _ words: String = "", _ location: SourceLocation = #_sourceLocation
    ) -> Reply {
        expect(status, location)
        #expect(json.names == ["detail"], sourceLocation: location)
        let detail = json["detail"]?.text ?? ""
        #expect(!detail.isEmpty && (words.isEmpty || detail.contains(words)), "\(detail)", sourceLocation: location)
        if status == .unauthorized { #expect(header("WWW-Authenticate") == "Bearer", sourceLocation: location) }
        return self
    }
}
