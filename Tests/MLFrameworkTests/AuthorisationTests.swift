import Gateway
import HTTPTypes
import MLFramework
import SurfaceTesting
import Testing

/// Made from the declarations: a route that is added is asked here without another line.
@Suite("ML Framework: who may call what", .timeLimit(.minutes(2)))
struct AuthorisationTests {
    @Test("every route refuses whoever it does not declare, and serves whom it does")
    func everyRoute() async throws {
        try await withMLFramework { nobody in
            let stranger = try await nobody.join("stranger")
            let root = try await nobody.root()
            let routes = Dialect.mlFramework(nobody.library).routes
            #expect(routes.count == 19)
            for (number, route) in routes.enumerated() {
                let what: Comment = "\(route.method) \(route.path)"
                let belongings = try await Belongings(of: nobody.join("owner\(number)"))
                func status(_ client: SurfaceClient) async throws -> Int {
                    try await belongings.call(route, as: client).status.code
                }
                switch route.access {
                case .anyone:
                    #expect(try await status(nobody) != 404, what)
                case .account:
                    #expect(try await status(nobody) == 401, what)
                    #expect(try await status(belongings.owner) == 200, what)
                case .owner:
                    #expect(try await status(nobody) == 401, what)
                    #expect(try await status(stranger) == 404, what)
                    #expect(try await status(root) == 404, what)
                    #expect(try await status(belongings.owner) == 200, what)
                case .admin:
                    #expect(try await status(nobody) == 401, what)
                    #expect(try await status(stranger) == 403, what)
                    #expect(try await status(root) == 200, what)
                }
            }
        }
    }
}

/// One of everything that someone can own, and a request to any route about it.
private struct Belongings {
    let owner: SurfaceClient
    private let captures: [String: String]

    init(of owner: SurfaceClient) async throws {
        self.owner = owner
        let sent = try await owner.form("/upload", file: [1, 2, 3], named: "a.bin").expect(.ok)
        captures = [
            "project_id": try await owner.make("/projects", ["name": "P"]),
            "conversation_id": try await owner.make("/conversations", [:]),
            "upload_id": try #require(sent["id"]?.text), "filename": "a.bin",
            "user_id": try #require(try await owner.get("/auth/me")["id"]?.text),
        ]
    }

    func call(_ route: Route, as client: SurfaceClient) async throws -> Reply {
        let path = try route.path.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .capture(let name, _): try #require(captures[name], "no value for {\(name)}")
            }
        }.joined(separator: "/")
        for body in route.takes {
            switch body {
            case .json:
                return try await client.send(
                    route.method, "/" + path, body: Self.body.serialized, type: "application/json")
            case .form: return try await client.form("/" + path, file: [4, 5], by: route.method)
            case .bytes: continue
            }
        }
        return try await client.send(route.method, "/" + path)
    }

    /// What any route may ask for, all in one: members that a route does not know are ignored.
    private static let body: JSONValue = [
        "name": "Other", "title": "T", "content": "Hello", "role": "user", "email": "stranger@example.com",
        "username": "stranger", "password": .string(SurfaceClient.password), "refreshToken": "none",
    ]
}
