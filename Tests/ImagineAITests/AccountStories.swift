import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImagineAI: accounts")
struct AccountStories {
    @Test("whoever registers is shown as the document has it, and logs in")
    func register() async throws {
        try await withImagineAI { nobody in
            let body: JSONValue = [
                "email": "ann@example.com", "password": "securepass123", "full_name": "Ann Doe",
            ]
            let answer = try await nobody.post("/auth/register", body).expect(.created)
            #expect(answer.json.names == ["id", "email", "full_name", "is_active", "created_at"])
            #expect(UUID(uuidString: answer["id"]?.text ?? "") != nil)
            #expect(answer["full_name"] == "Ann Doe")
            #expect(answer["is_active"] == true)
            try await nobody.post("/auth/register", body).expectError(.conflict)

            let login = try await nobody.post(
                "/auth/login", ["email": "ann@example.com", "password": "securepass123"]
            ).expect(.ok)
            #expect(login.json.names == ["access_token", "refresh_token", "token_type"])
            #expect(login["token_type"] == "bearer")
            let ann = nobody.with(token: login["access_token"]?.text)
            #expect(try await ann.get("/auth/me").json == answer.json)
        }
    }

    @Test("what is wrong with a registration is a 422 that names the field")
    func badRegistration() async throws {
        try await withImagineAI { nobody in
            for (body, field) in [
                (["email": "ann@example.com", "password": "short"], "password"),
                (["email": "no address", "password": "long enough"], "email"),
                (["email": "ann@example.com"], "password"), (["password": "long enough"], "email"),
                (["email": 5, "password": "long enough"], "email"),
            ] as [(JSONValue, String)] {
                try await nobody.post("/imagineai/api/v1/auth/register", body)
                    .expectError(.unprocessableContent, naming: field)
            }
            try await nobody.send(
                .post, "/imagineai/api/v1/auth/register", body: Array("{".utf8), type: "application/json"
            ).expectError(.badRequest)
        }
    }

    @Test("a refresh token is good once; its return ends the session")
    func rotation() async throws {
        try await withImagineAI { nobody in
            _ = try await nobody.join("ann")
            let login = try await nobody.post(
                "/imagineai/api/v1/auth/login",
                ["email": "ann@example.com", "password": .string(SurfaceClient.password)])
            let first = try #require(login["refresh_token"])
            let second = try await nobody.post("/auth/refresh", ["refresh_token": first]).expect(.ok)
            let ann = nobody.with(token: second["access_token"]?.text)
            try await ann.get("/auth/me").expect(.ok)
            try await nobody.post("/auth/refresh", ["refresh_token": first]).expectError(.unauthorized)
            try await ann.get("/auth/me").expect(.unauthorized)
            let last = try #require(second["refresh_token"])
            try await nobody.post("/auth/refresh", ["refresh_token": last]).expectError(.unauthorized)
        }
    }

    @Test("a wrong password and an unknown e-mail are the same 401")
    func wrongCredentials() async throws {
        try await withImagineAI { nobody in
            _ = try await nobody.join("ann")
            let wrong = try await nobody.post(
                "/imagineai/api/v1/auth/login", ["email": "ann@example.com", "password": "wrong horse"]
            ).expectError(.unauthorized)
            let unknown = try await nobody.post(
                "/imagineai/api/v1/auth/login", ["email": "eve@example.com", "password": "wrong horse"]
            ).expectError(.unauthorized)
            #expect(wrong.bytes == unknown.bytes)
            #expect(wrong.header("WWW-Authenticate") == "Bearer")
        }
    }

    @Test("logging out under the prefix ends the session")
    func logout() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            try await ann.post("/imagineai/api/v1/auth/logout").expect(.noContent)
            try await ann.get("/products").expectError(.unauthorized)
        }
    }

    @Test("the server's health is there under the prefix too")
    func health() async throws {
        try await withImagineAI { nobody in
            #expect(try await nobody.get("/imagineai/health").json == ["status": "healthy"])
            let ready = try await nobody.get("/imagineai/ready").expect(.ok)
            #expect(ready.json == ["status": "ready", "checks": ["database": "ok", "redis": "embedded"]])
        }
    }
}
