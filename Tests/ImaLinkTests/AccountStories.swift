import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ImaLink: accounts")
struct AccountStories {
    @Test("someone registers, logs in, looks at themselves, and logs out; the token is dead then")
    func fromRegisterToLogout() async throws {
        try await withImaLink { client in
            let registered = try await client.post(
                "/auth/register",
                [
                    "username": "johndoe", "email": "john@example.com", "password": "securepass123",
                    "display_name": "John Doe",
                ]
            ).expect(.created)
            #expect(
                registered.json.names == [
                    "id", "username", "email", "display_name", "is_active", "created_at", "updated_at",
                ])
            #expect(registered["display_name"] == "John Doe")
            #expect(registered["is_active"] == true)
            #expect(registered["created_at"]?.text?.hasSuffix("Z") == true)

            let login = try await client.post("/auth/login", ["username": "johndoe", "password": "securepass123"])
                .expect(.ok)
            #expect(login["token_type"] == "bearer")
            #expect(login["user"]?["id"] == registered["id"])
            var john = client
            john.token = login["access_token"]?.text
            #expect(try await john.get("/auth/me").json == registered.json)
            #expect(try await john.get("/users/me").json == registered.json)

            let logout = try await john.post("/auth/logout").expect(.ok)
            #expect(logout["success"] == true)
            let after = try await john.get("/auth/me").expectError(.unauthorized)
            #expect(after.header("WWW-Authenticate") == "Bearer")
        }
    }

    @Test("an e-mail or a username that is taken is a 409, a wrong field a 400 that names it")
    func refusedRegistrations() async throws {
        try await withImaLink { client in
            _ = try await client.join("ann")
            func register(_ changes: [String: JSONValue?]) async throws -> Reply {
                var body: [String: JSONValue] = [
                    "username": "bob", "email": "bob@example.com", "password": "long enough", "display_name": "Bob",
                ]
                for (name, value) in changes { body[name] = value }
                return try await client.post("/auth/register", .object(body.map { .init($0.key, $0.value) }))
            }
            try await register(["email": "ANN@example.com"]).expectError(.conflict)
            try await register(["username": "Ann"]).expectError(.conflict)
            try await register(["password": "short"]).expectError(.badRequest, naming: "password")
            try await register(["email": "nowhere"]).expectError(.badRequest, naming: "email")
            try await register(["username": .some(nil)]).expectError(.badRequest, naming: "username")
            try await register(["username": ""]).expectError(.badRequest, naming: "username")
            try await register(["email": 5]).expectError(.badRequest, naming: "email")
        }
    }

    @Test("login takes the e-mail too, and says the same of a wrong password and of nobody")
    func logins() async throws {
        try await withImaLink { client in
            _ = try await client.join("ann")
            let password = JSONValue.string(SurfaceClient.password)
            try await client.post("/auth/login", ["username": "ANN@example.com", "password": password]).expect(.ok)
            try await client.post("/imalink/api/v1/auth/login", ["email": "ann@example.com", "password": password])
                .expect(.ok)
            let wrong = try await client.post("/auth/login", ["username": "ann", "password": "not hers at all"])
                .expectError(.unauthorized)
            let nobody = try await client.post("/auth/login", ["username": "nobody", "password": "not hers at all"])
            #expect(nobody.json == wrong.json)
            try await client.post("/imalink/api/v1/auth/login", ["password": password])
                .expectError(.badRequest, naming: "username")
        }
    }

    @Test("the eleventh failed login in a minute is a 429 that says when to come back, the right password too")
    func tooManyLogins() async throws {
        try await withImaLink { client in
            _ = try await client.join("ann")
            for _ in 0..<10 {
                try await client.post("/auth/login", ["username": "ann", "password": "not hers at all"])
                    .expectError(.unauthorized)
            }
            let answer = try await client.post(
                "/auth/login", ["username": "ann", "password": .string(SurfaceClient.password)]
            ).expectError(.tooManyRequests)
            #expect(answer.header("Retry-After").flatMap { Int($0) }.map { (1...60).contains($0) } == true)
            #expect(answer.header("X-RateLimit-Limit") == "10")
            #expect(answer.header("X-RateLimit-Remaining") == "0")
        }
    }

    @Test("a profile changes in the fields that are sent, and answers whole")
    func profile() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            _ = try await client.join("bob")
            let changed = try await ann.put("/users/me", ["display_name": "Ann A.", "email": "a@example.com"])
                .expect(.ok)
            #expect(changed["display_name"] == "Ann A.")
            #expect(changed["email"] == "a@example.com")
            #expect(changed["username"] == "ann")
            #expect(try await ann.put("/users/me", ["display_name": "A"])["email"] == "a@example.com")
            try await ann.put("/users/me", ["email": "bob@example.com"]).expectError(.conflict)
            try await ann.put("/users/me", ["email": "no"]).expectError(.badRequest, naming: "email")
        }
    }

    @Test("a new password needs the current one, and ends every session")
    func password() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let current = JSONValue.string(SurfaceClient.password)
            try await ann.post(
                "/users/me/change-password", ["current_password": "not it at all", "new_password": "newpass456"]
            ).expectError(.badRequest, naming: "current_password")
            try await ann.post(
                "/users/me/change-password", ["current_password": current, "new_password": "short"]
            ).expectError(.badRequest, naming: "new_password")
            let changed = try await ann.post(
                "/users/me/change-password", ["current_password": current, "new_password": "newpass456"]
            ).expect(.ok)
            #expect(changed["status"] == "success")
            try await ann.get("/auth/me").expectError(.unauthorized)
            try await client.post("/auth/login", ["username": "ann", "password": "newpass456"]).expect(.ok)
        }
    }

    @Test("a deleted account takes its photos, files, authors, imports and stacks along, and nobody else's")
    func deletion() async throws {
        try await withImaLink(debugEndpoints: true) { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let author = try await ann.post("/authors", ["name": "Jane"])["id"]
            let session = try await ann.post(
                "/import-sessions", ["source_path": "/dcim", "author_id": author ?? .null])
            let photo = try await ann.tell("preview-a.jpg", ["import_session_id": session["id"] ?? .null])
            let stack = try await ann.post("/photo-stacks", ["cover_photo_hothash": .string(photo.hothash)])
            try await ann.post(
                "/photo-stacks/\(stack["stack"]?["id"]?.integer ?? 0)/photo", ["photo_hothash": .string(photo.hothash)]
            ).expect(.ok)
            let his = try await bob.tell("preview-a.jpg")
            #expect(his.hothash == photo.hothash)

            try await ann.delete("/users/me").expect(.ok)
            try await ann.get("/photos").expectError(.unauthorized)
            let root = try await client.login("root@example.com")
            let tables = try await root.get("/debug/database-stats").expect(.ok)["tables"]
            for (table, rows) in ["photo": 1, "image_file": 1, "author": 0, "import_session": 0, "photo_stack": 0] {
                #expect(tables?[table] == .integer(Int64(rows)), "\(table)")
            }
            #expect(tables?["photo_search"] == 1)
            try await bob.get("/photos/\(his.hothash)/hotpreview").expect(.ok)
        }
    }
}
