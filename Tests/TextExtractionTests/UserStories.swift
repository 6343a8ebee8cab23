import Gateway
import HTTPTypes
import Identity
import Library
import SurfaceTesting
import Testing

@Suite("Text extraction: users")
struct UserStories {
    @Test("someone signs up as a demo account, logs in by e-mail or username, and looks at themselves")
    func signup() async throws {
        try await withTextExtraction { client in
            let signup = try await client.post(
                "/users/signup/",
                ["email": "Ann@example.com", "password": "long enough", "first_name": "Ann", "last_name": ""]
            ).expect(.created)
            #expect(signup["message"] == "User registered successfully.")
            #expect(signup["user"]?["role"] == "demo_user")
            #expect(signup["user"]?["id"]?.text?.count == 36)
            #expect(signup["user"]?["last_ip"] != nil)
            #expect(signup["access"]?.text?.split(separator: ".").count == 3)
            #expect(signup["refresh"]?.text?.isEmpty == false)
            for (key, name) in [("email", "ann@EXAMPLE.com"), ("username", "ann@example.com"), ("username", "Ann")] {
                let body = JSONValue.object([.init(key, .string(name)), .init("password", "long enough")])
                let login = try await client.post("/users/login", body).expect(.ok)
                #expect(login["user"]?["id"] == signup["user"]?["id"])
            }
            let ann = client.with(token: signup["access"]?.text)
            #expect(try await ann.get("/users/user/")["email"] == "Ann@example.com")
            try await client.get("/users/user/").expectMessage(.unauthorized)
        }
    }

    @Test("what is wrong with a request is told by field, what is wrong with a login by a message")
    func refusals() async throws {
        try await withTextExtraction { client in
            _ = try await client.join("ann")
            func signup(_ email: JSONValue, _ password: JSONValue) async throws -> Reply {
                try await client.post("/users/signup/", ["email": email, "password": password])
            }
            try await signup("ANN@example.com", "long enough").expectFault("email")
            try await signup("nowhere", "long enough").expectFault("email")
            try await signup("", "long enough").expectFault("email")
            try await signup(7, "long enough").expectFault("email")
            try await signup("bob@example.com", "short").expectFault("password")
            try await signup("bob@example.com", .null).expectFault("password")
            try await client.post("/users/login/", ["password": "x"]).expectFault("email")
            try await client.post("/users/refresh/", [:]).expectFault("refresh")
            let bad = try await client.send(.post, "/users/login/", body: Array("{".utf8), type: "application/json")
            #expect(bad.status == .badRequest)
            #expect(bad["errors"]?["__all__"] != nil)
            let wrong = try await client.post(
                "/users/login/", ["email": "ann@example.com", "password": "not hers at all"]
            ).expectMessage(.unauthorized)
            #expect(wrong["message"] == "Invalid email or password.")
            let nobody = try await client.post(
                "/users/login/", ["email": "nobody@example.com", "password": "not hers at all"])
            #expect(nobody.json == wrong.json)
            try await client.send(.post, "/users/login/", body: [1], type: "text/plain")
                .expectMessage(.unsupportedMediaType)
            let method = try await client.get("/users/login/").expectMessage(.methodNotAllowed)
            #expect(method.header("Allow") == "OPTIONS, POST")
        }
    }

    @Test("a refresh keeps its token; a rotation gives another, and the old one coming back ends the session")
    func refreshing() async throws {
        try await withTextExtraction { client in
            let signup = try await client.post(
                "/users/signup/", ["email": "ann@example.com", "password": "long enough"])
            let first = signup["refresh"] ?? .null
            for _ in 0..<2 {
                let refreshed = try await client.post("/users/refresh/", ["refresh": first]).expect(.ok)
                #expect(refreshed["access"]?.text != nil)
            }
            let ann = client.with(token: signup["access"]?.text)
            let rotated = try await ann.post("/users/refresh/token/").expect(.ok)
            #expect(rotated["message"] == "New refresh token issued.")
            #expect(rotated["refresh"] != first)
            try await client.with(token: rotated["access"]?.text).get("/users/user").expect(.ok)
            let reused = try await client.post("/users/refresh/", ["refresh": first]).expect(.unauthorized)
            #expect(reused["errors"]?["refresh"]?.text?.isEmpty == false)
            try await client.post("/users/refresh/", ["refresh": rotated["refresh"] ?? .null]).expect(.unauthorized)
            try await client.with(token: rotated["access"]?.text).get("/users/user").expectMessage(.unauthorized)
            try await client.post("/users/refresh/token/").expectMessage(.unauthorized)
        }
    }

    @Test("after a logout the access token serves this API alone, and mints nothing")
    func logout() async throws {
        try await withTextExtraction { client in
            let signup = try await client.post(
                "/users/signup/", ["email": "ann@example.com", "password": "long enough"])
            let ann = client.with(token: signup["access"]?.text)
            try await ann.get("/photos").expect(.ok)
            #expect(try await ann.post("/users/logout/").expect(.ok)["message"] == "Logout successful.")
            try await ann.get("/users/user/").expect(.ok)
            try await ann.get("/core/uploads/").expect(.ok)
            try await ann.get("/photos").expect(.unauthorized)
            try await ann.post("/users/refresh/token/").expect(.unauthorized)
            try await client.post("/users/refresh/", ["refresh": signup["refresh"] ?? .null]).expect(.unauthorized)
        }
    }

    @Test("a profile changes in what is sent; nothing sent is a 400")
    func profile() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            let changed = try await ann.put("/users/profile/edit/", ["first_name": "Ann", "last_name": "A."])
                .expect(.ok)
            #expect(changed["message"] == "Profile updated successfully.")
            #expect(changed["user"]?["first_name"] == "Ann")
            #expect(try await ann.put("/users/profile/edit/", ["first_name": .null])["user"]?["last_name"] == "A.")
            let empty = try await ann.put("/users/profile/edit/", [:]).expect(.badRequest)
            #expect(empty["errors"]?["__all__"] != nil)
            try await ann.put("/users/profile/edit/", ["first_name": 5]).expectFault("first_name")
        }
    }

    @Test("one account works on every surface: an e-mail that is taken elsewhere is taken, and logs in here")
    func oneAccount() async throws {
        try await withTextExtraction { client in
            let ann = try await client.joinElsewhere("ann")
            #expect(try await ann.get("/users/user/")["role"] == "user")
            try await client.post(
                "/users/signup/", ["email": "Ann@Example.com", "password": "long enough"]
            ).expectFault("email")
            let prefixed = try await ann.get("/text-extraction/api/v1/users/user").expect(.ok)
            #expect(prefixed["email"] == "ann@example.com")
            try await ann.get("/text-extraction/api/v1/photos").expectMessage(.notFound)
        }
    }

    @Test("a deleted account takes its uploads along, and the bytes where nobody else has them")
    func deletion() async throws {
        let time = TestClock()
        try await withTextExtraction(clock: time.clock) { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            try await ann.upload(Picture.dot(1)).expect(.created)
            let shared = try await ann.upload(Picture.dot(2)).expect(.created)
            try await bob.upload(Picture.dot(2)).expect(.created)
            let gone = try await ann.delete("/users/profile/delete/").expect(.noContent)
            #expect(gone.bytes.isEmpty)
            try await ann.get("/core/uploads/").expectMessage(.unauthorized)
            // Her jobs went with her; what is left is his.
            try await bob.read()
            #expect(try await client.join("ann").get("/core/uploads/").json == [])
            time.advance(seconds: 2 * 3600)
            #expect(try await client.library.collectBlobs() > 0)
            let report = try await client.library.verify()
            #expect(report.isSound)
            let his = try await client.login("bob")
            #expect(try await his.get("/core/uploads/?image_hash=\(shared["image_hash"]?.text ?? "")").ids.count == 1)
            let id = try #require(try await his.get("/core/uploads/").ids.first)
            try await his.get("/core/uploads/\(id)/image/").expect(.ok)
        }
    }

    @Test("the last admin stays")
    func lastAdmin() async throws {
        try await withTextExtraction { client in
            let admin = try await client.login("root")
            #expect(try await admin.get("/users/user/")["role"] == "admin")
            try await admin.delete("/users/profile/delete/").expectMessage(.conflict)
        }
    }
}
