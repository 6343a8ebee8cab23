import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("PocketMusec: accounts")
struct AccountStories {
    @Test("an admin lets a teacher in, who logs in, refreshes with the same token, and logs out of all of it")
    func aTeachersDay() async throws {
        try await withPocketMusec { nobody in
            let root = try await nobody.login("root")
            let made = try await root.post(
                "/auth/register",
                [
                    "email": "teacher@example.com", "password": "Teacher123", "full_name": "Jane Doe",
                    "processing_mode": "local",
                ]
            ).expect(.created)
            #expect(made["role"]?.text == "teacher" && made["processing_mode"]?.text == "local")
            #expect(made["full_name"]?.text == "Jane Doe")
            let id = try #require(made["id"]?.text)
            #expect(id.hasPrefix("usr_"))

            let login = try await nobody.post(
                "/auth/login", ["email": "TEACHER@example.com", "password": "Teacher123"]
            ).expect(.ok)
            #expect(login["token_type"]?.text == "bearer" && login["expires_in"] == 900)
            let teacher = nobody.with(token: login["access_token"]?.text)
            #expect(try await teacher.get("/auth/me")["id"]?.text == id)

            let refreshToken = try #require(login["refresh_token"])
            for _ in 0..<2 {
                let next = try await nobody.post("/auth/refresh", ["refresh_token": refreshToken]).expect(.ok)
                #expect(next["expires_in"] == 900)
                try await nobody.with(token: next["access_token"]?.text).get("/auth/me").expect(.ok)
            }
            // Of another session, say one that a browser was left open with: it ends too.
            let elsewhere = try await nobody.post(
                "/auth/login", ["email": "teacher@example.com", "password": "Teacher123"]
            ).expect(.ok)
            try await nobody.with(token: elsewhere["access_token"]?.text)
                .post("/auth/logout", ["refresh_token": refreshToken]).expect(.ok)
            try await nobody.post("/auth/refresh", ["refresh_token": refreshToken]).expectError(.unauthorized)
            try await teacher.get("/auth/me").expectError(.unauthorized)
        }
    }

    @Test("a logout ends the session whose token is sent, and what was minted in it")
    func logout() async throws {
        try await withPocketMusec { nobody in
            _ = try await nobody.join("teacher")
            let login = try await nobody.post(
                "/auth/login", ["email": "teacher@example.com", "password": .string(SurfaceClient.password)]
            ).expect(.ok)
            let teacher = nobody.with(token: login["access_token"]?.text)
            let refreshToken = try #require(login["refresh_token"])
            #expect(
                try await teacher.post("/auth/logout", ["refresh_token": refreshToken])["message"]?.text
                    == "Logged out successfully")
            try await teacher.get("/auth/me").expectError(.unauthorized, naming: "Invalid or expired token")
            try await nobody.post("/auth/refresh", ["refresh_token": refreshToken]).expectError(.unauthorized)
        }
    }

    @Test("what is wrong with a registration is told by the field, and only an admin may register")
    func wrongRegistrations() async throws {
        try await withPocketMusec { nobody in
            let root = try await nobody.login("root")
            let good: [JSONValue.Member] = [
                .init("email", "ann@example.com"), .init("password", "Teacher123"),
            ]
            func register(_ changed: JSONValue.Member) async throws -> Reply {
                try await root.post(
                    "/auth/register", .object(good.filter { $0.name != changed.name } + [changed]))
            }
            for (name, value) in [
                ("email", ""), ("email", "nobody"), ("password", "short"), ("role", "owner"),
                ("processing_mode", "steam"),
            ] {
                try await register(.init(name, .string(value))).expectError(
                    .badRequest, naming: "Invalid input: \(name)")
            }
            try await register(.init("email", 7)).expectError(.badRequest, naming: "email")
            try await root.post("/auth/register", .object(good)).expect(.created)
            try await root.post("/auth/register", .object(good)).expectError(.badRequest, naming: "email")
            let ann = try await nobody.login("ann", "Teacher123")
            try await ann.post("/auth/register", .object(good))
                .expectError(.forbidden, naming: "Insufficient permissions")
            try await nobody.post("/auth/register", .object(good)).expectError(.unauthorized)
        }
    }

    @Test("a changed password ends every session, and a wrong present one changes nothing")
    func password() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            try await ann.put("/auth/password", ["current_password": "wrong", "new_password": "NewPass456"])
                .expectError(.badRequest, naming: "current_password")
            try await ann.put(
                "/auth/password", ["current_password": .string(SurfaceClient.password), "new_password": "x"]
            )
            .expectError(.badRequest, naming: "new_password")
            try await ann.put(
                "/auth/password",
                ["current_password": .string(SurfaceClient.password), "new_password": "NewPass456"]
            ).expect(.ok)
            try await ann.get("/auth/me").expectError(.unauthorized)
            try await nobody.login("ann", "NewPass456").get("/auth/me").expect(.ok)
        }
    }

    @Test("an admin lists, looks at and deletes users; the last admin stays")
    func users() async throws {
        try await withPocketMusec { nobody in
            let root = try await nobody.login("root")
            let ann = try await nobody.join("ann")
            _ = try await ann.id(ofUploaded: "sea.gif")
            let list = try await root.get("/users?skip=0&limit=1").expect(.ok)
            #expect(list["total"] == 2 && list["users"]?.count == 1)
            let id = try #require(list["users"]?[0]?["id"]?.text)
            #expect(try await root.get("/users/\(id)")["email"]?.text == "ann@example.com")
            for stranger in ["usr_0", "1", "usr_" + String(repeating: "0", count: 32), "nobody"] {
                try await root.get("/users/\(stranger)").expectError(.notFound)
                try await root.delete("/users/\(stranger)").expectError(.notFound)
            }
            try await root.get("/users?limit=0").expectError(.badRequest, naming: "limit")
            try await root.get("/users?skip=-1").expectError(.badRequest, naming: "skip")
            try await root.delete("/users/\(id)").expect(.ok)
            try await ann.get("/auth/me").expectError(.unauthorized)
            let own = try #require(try await root.get("/auth/me")["id"]?.text)
            try await root.delete("/users/\(own)").expectError(.conflict)
        }
    }

    @Test("every path is there with its slash and below the prefix, and what is not there is refused in these words")
    func paths() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            for path in ["/api/auth/me/", "/pocketmusec/api/auth/me", "/pocketmusec/api/images/"] {
                try await ann.get(path).expect(.ok)
            }
            for path in ["/api/nothing", "/api", "/api/v2/photos", "/pocketmusec/api/v1/photos"] {
                try await ann.get(path).expectError(.notFound)
            }
            #expect(try await ann.get("/api/v1/core/nothing").json.names == ["message"])
            let wrong = try await ann.delete("/auth/me").expectError(.methodNotAllowed)
            #expect(wrong.header("Allow") == "GET, HEAD, OPTIONS")
            try await ann.send(.post, "/auth/login", body: Array("a=b".utf8), type: "application/x-www-form-urlencoded")
                .expectError(.badRequest)
        }
    }
}
