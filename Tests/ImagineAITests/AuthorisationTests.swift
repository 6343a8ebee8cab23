import Gateway
import HTTPTypes
import ImagineAI
import Library
import SurfaceTesting
import Testing

/// Made from the declarations: a route that is added is asked here without another line.
@Suite("ImagineAI: who may call what")
struct AuthorisationTests {
    @Test("every route refuses whoever it does not declare, and serves whom it does")
    func everyRoute() async throws {
        try await withImagineAI { nobody in
            let stranger = try await nobody.join("stranger")
            for (number, route) in Dialect.imagineAI(nobody.library).routes.enumerated()
            where !"\(route.path)".hasPrefix("/ws") {
                let what: Comment = "\(route.method) \(route.path)"
                // Their own for each route: one of them deletes it all.
                let ann = try await nobody.join("ann\(number)")
                let product = try await ann.product("Sea")
                let uploaded = try await ann.upload("sea.gif", to: product)
                func status(_ client: SurfaceClient) async throws -> Int {
                    try await call(route, as: client, product, uploaded).status.code
                }
                switch route.access {
                case .anyone: #expect(try await status(nobody) != 404, what)
                case .account:
                    #expect(try await status(nobody) == 401, what)
                    #expect(!Self.refusals.contains(try await status(ann)), what)
                case .owner:
                    #expect(try await status(nobody) == 401, what)
                    #expect(try await status(stranger) == 404, what)
                    #expect(!Self.refusals.contains(try await status(ann)), what)
                case .admin: Issue.record("no route here is for admins")
                }
            }
        }
    }

    private static let refusals: Set<Int> = [400, 401, 403, 404, 405, 415, 422, 500]

    private func call(
        _ route: Route, as client: SurfaceClient, _ product: String, _ uploaded: Uploaded
    ) async throws -> Reply {
        let captures = ["product_id": product, "image_id": uploaded.image, "job_id": uploaded.job]
        let path = try route.path.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .capture(let name, _): try #require(captures[name], "no value for {\(name)}")
            }
        }.joined(separator: "/")
        // Under the prefix, where no other surface answers.
        let place = "/imagineai/" + path
        for body in route.takes {
            switch body {
            case .json:
                // What any route may ask for, all in one: members that a route does not know are ignored.
                let body: JSONValue = [
                    "title": "Sea", "product_id": .string(product), "image_id": .string(uploaded.image),
                    "image_ids": [.string(uploaded.image)], "filename": "a.jpg", "content_type": "image/jpeg",
                    "file_size_bytes": 1000,
                ]
                return try await client.send(route.method, place, body: body.serialized, type: "application/json")
            case .form:
                return try await client.form(place, file: try Picture.bytes("sea.gif"), ["product_id": product])
            case .bytes: continue
            }
        }
        return try await client.send(route.method, place)
    }
}
