import Gateway
import HTTPTypes
import PocketMusec
import SurfaceTesting
import Testing

/// Made from the declarations: a route that is added is asked here without another line.
@Suite("PocketMusec: who may call what")
struct AuthorisationTests {
    @Test("every route refuses whoever it does not declare, and serves whom it does")
    func everyRoute() async throws {
        try await withPocketMusec { nobody in
            let stranger = try await nobody.join("stranger")
            // A WebSocket is refused by its close code: UploadSocketStories.
            let routes = Dialect.pocketMusec(nobody.library).routes.filter {
                !$0.answers.contains { $0.status == .switchingProtocols }
            }
            #expect(routes.count == 20)
            for (number, route) in routes.enumerated() {
                let what: Comment = "\(route.method) \(route.path)"
                // Their own for each route: one of them deletes it all.
                let owner = try await nobody.join("owner\(number)")
                let root = try await nobody.login("root")
                let captures = [
                    "image_id": try await owner.id(ofUploaded: "sea.gif"),
                    "user_id": try #require(try await owner.get("/auth/me")["id"]?.text),
                ]
                func status(_ client: SurfaceClient) async throws -> Int {
                    try await call(route, captures, as: client).status.code
                }
                if route.access != .anyone { #expect(try await status(nobody) == 401, what) }
                switch route.access {
                case .anyone: #expect(try await status(nobody) != 404, what)
                case .account: #expect(!Self.refusals.contains(try await status(owner)), what)
                case .owner:
                    #expect(try await status(stranger) == 404, what)
                    #expect(!Self.refusals.contains(try await status(owner)), what)
                case .admin:
                    #expect(try await status(stranger) == 403, what)
                    #expect(!Self.refusals.contains(try await status(root)), what)
                }
            }
        }
    }

    private static let refusals: Set<Int> = [400, 401, 403, 404, 405, 415, 500]

    private func call(_ route: Route, _ captures: [String: String], as client: SurfaceClient) async throws -> Reply {
        let path = try route.path.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .capture(let name, _): try #require(captures[name], "no value for {\(name)}")
            }
        }.joined(separator: "/")
        // What any route asks for, all in one: what a route does not know is ignored.
        let body: JSONValue = [
            "email": .string("new\(captures["image_id"] ?? "")@example.com"), "password": "correct horse",
            "refresh_token": "none", "processing_mode": "local", "current_password": .string(SurfaceClient.password),
            "new_password": "another horse",
        ]
        let query = route.query.contains { $0.isRequired } ? "?query=a" : ""
        for declaration in route.takes {
            switch declaration {
            case .json:
                return try await client.send(
                    route.method, "/" + path, body: body.serialized, type: "application/json")
            case .form(let fields, _):
                return try await client.form("/" + path, file: try Picture.bytes("sea.gif"), as: fields[0].name)
            case .bytes: continue
            }
        }
        return try await client.send(route.method, "/" + path + query)
    }
}
