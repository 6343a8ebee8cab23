import Gateway
import HTTPTypes
import ImaLink
import SurfaceTesting
import Testing

/// Made from the declarations: a route that is added is asked here without another line.
@Suite("ImaLink: who may call what")
struct AuthorisationTests {
    @Test("every route refuses whoever it does not declare, and serves whom it does")
    func everyRoute() async throws {
        try await withImaLink(debugEndpoints: true) { nobody in
            let stranger = try await nobody.join("stranger")
            let root = try await nobody.login("root@example.com")
            let routes = Dialect.imaLink(nobody.library, debugEndpoints: true).routes
            #expect(routes.count == 49)
            for (number, route) in routes.enumerated() {
                let what: Comment = "\(route.method) \(route.path)"
                // Their own for each route: one of them deletes it all.
                let belongings = try await Belongings(of: nobody.join("owner\(number)"))
                func status(_ client: SurfaceClient) async throws -> Int {
                    try await belongings.call(route, as: client).status.code
                }
                switch route.access {
                case .anyone:
                    #expect(try await status(nobody) != 404, what)
                case .account:
                    #expect(try await status(nobody) == 401, what)
                    #expect(!Self.refusals.contains(try await status(belongings.owner)), what)
                case .owner:
                    #expect(try await status(nobody) == 401, what)
                    #expect(try await status(stranger) == 404, what)
                    #expect(!Self.refusals.contains(try await status(belongings.owner)), what)
                case .admin:
                    #expect(try await status(nobody) == 401, what)
                    #expect(try await status(stranger) == 403, what)
                    #expect(!Self.refusals.contains(try await status(root)), what)
                }
            }
        }
    }

    private static let refusals: Set<Int> = [400, 401, 403, 404, 405, 415, 500]
}

/// One of everything that someone can own, and a request to any route about it.
private struct Belongings {
    let owner: SurfaceClient
    let hothash: String
    private let captures: [String: String]

    init(of owner: SurfaceClient) async throws {
        self.owner = owner
        let photo = try await owner.upload("hill.bmp")
        // Of nobody's photos: an author in use could not be deleted.
        let author = try await owner.post("/authors", ["name": "Jane"])["id"]?.integer ?? 0
        let session = try await owner.post("/import-sessions", ["source_path": "/a"])["id"]?.integer ?? 0
        let stack = try await owner.post("/photo-stacks", ["stack_type": "burst"])["stack"]?["id"]?.integer ?? 0
        try await owner.post("/photo-stacks/\(stack)/photo", ["photo_hothash": .string(photo.hothash)]).expect(.ok)
        hothash = photo.hothash
        captures = [
            "hothash": photo.hothash, "photo_hothash": photo.hothash, "image_id": "\(photo.file)",
            "author_id": "\(author)", "import_id": "\(session)", "stack_id": "\(stack)", "table_name": "photo_stack",
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
                    route.method, "/" + path, body: try self.body(of: path).serialized, type: "application/json")
            case .form: return try await client.form("/" + path, file: try Picture.bytes("sea.gif"), by: route.method)
            case .bytes: continue
            }
        }
        return try await client.send(route.method, "/" + path)
    }

    /// What any route may ask for, all in one: members that a route does not know are ignored.
    private func body(of path: String) throws -> JSONValue {
        let name = "new\(hothash.prefix(4))\(captures["image_id"] ?? "")"
        return [
            "name": "Jane", "source_path": "/a", "stack_type": "hdr", "rating": 3, "filename": "a.jpg",
            "hotpreview": .string(try Picture.base64("preview-a.jpg")), "photo_hothash": .string(hothash),
            "username": .string(path.contains("login") ? "stranger" : name),
            "password": .string(SurfaceClient.password), "current_password": .string(SurfaceClient.password),
            "new_password": "another horse",
        ]
    }
}
