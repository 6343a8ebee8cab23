import Gateway
import HTTPTypes
import Library
import Server
import SurfaceTesting
import Testing

/// Runs a client's story against this dialect. Nothing is processed before the story says `process()`.
func withImagineAI(
    rateLimits: Bool = false, _ adjust: (inout LibrarySettings) -> Void = { _ in },
    _ story: @escaping @Sendable (SurfaceClient) async throws -> Void
) async throws {
    try await withSurfaces(base: "/api/v1", library: adjust, server: { $0.rateLimits = rateLimits }, story)
}

extension SurfaceClient {
    /// Registers a person and logs them in.
    func join(_ name: String) async throws -> SurfaceClient {
        try await post(
            "/auth/register",
            [
                "email": .string("\(name)@example.com"), "password": .string(Self.password),
                "full_name": .string("\(name) Doe"),
            ]
        ).expect(.created)
        return try await login(name)
    }

    func login(_ name: String) async throws -> SurfaceClient {
        let answer = try await post(
            "/auth/login", ["email": .string("\(name)@example.com"), "password": .string(Self.password)])
        return with(token: answer["access_token"]?.text)
    }

    /// Makes a product and gives its id.
    func product(_ title: String, _ more: [String: JSONValue] = [:]) async throws -> String {
        let members = [JSONValue.Member("title", .string(title))] + more.map { .init($0.key, $0.value) }
        let answer = try await post("/products", .object(members)).expect(.created)
        return try #require(answer["id"]?.text)
    }

    /// Uploads a picture of `fixtures/photos`.
    func upload(_ name: String, to product: String) async throws -> Uploaded {
        let answer = try await form(
            "/api/v1/uploads/direct", file: try Picture.bytes(name), named: name, ["product_id": product]
        ).expect(.ok)
        return Uploaded(image: try #require(answer["image_id"]?.text), job: try #require(answer["job_id"]?.text))
    }

    /// Lets workers work until nothing of the caller's waits or runs any more.
    func process(workers count: Int = 2) async throws {
        let workers = library.jobs.workers(count, for: library.jobHandlers)
        let task = Task { await workers.run() }
        while try await get("/dashboard/stats")["active_jobs"] != 0 { try await Task.sleep(for: .milliseconds(20)) }
        task.cancel()
        await task.value
    }

    /// All that a follower of a job is told.
    func events(of job: String) async throws -> [ProcessingEvent] {
        var events: [ProcessingEvent] = []
        for try await event in try await library.processing.follow(job, as: number("ann")) { events.append(event) }
        return events
    }

    /// The account's own number.
    func number(_ name: String) async throws -> Int64 {
        try await library.accounts.account(email: "\(name)@example.com").number
    }
}

struct Uploaded: Sendable {
    let image: String
    let job: String
}

extension Reply {
    /// An error of this dialect: status, and words under `detail` alone.
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

extension JSONValue {
    func texts(_ name: String) -> [String?] { elements.map { $0[name]?.text } }
}
