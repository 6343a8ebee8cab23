import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ML Framework: the document's operations, as its client calls them", .timeLimit(.minutes(2)))
struct WalkStories {
    @Test("register, login, me, refresh with the same refresh token, logout that ends the session")
    func accounts() async throws {
        try await withMLFramework { client in
            let registered = try await client.post(
                "/auth/register",
                ["email": "Ann@example.com", "username": "ann", "password": .string(SurfaceClient.password)]
            ).expect(.ok)
            let user = try #require(registered["user"])
            #expect(user.names.isSuperset(of: ["id", "email", "username", "role", "createdAt"]))
            #expect(user["role"] == "user")
            #expect(user["id"]?.text.flatMap { Int($0) } != nil)
            // No key names the dialect: it is the one that the account was registered in.
            let login = try await client.post(
                "/auth/login", ["email": "ann@example.com", "password": .string(SurfaceClient.password)]
            ).expect(.ok)
            let refresh = try #require(login["tokens"]?["refreshToken"])
            let ann = client.with(token: login["tokens"]?["accessToken"]?.text)
            #expect(try await ann.get("/auth/me").expect(.ok).json == user)
            let refreshed = try await client.post("/auth/refresh", ["refreshToken": refresh]).expect(.ok)
            #expect(refreshed["refreshToken"] == refresh)
            let again = client.with(token: refreshed["accessToken"]?.text)
            try await again.get("/auth/me").expect(.ok)
            #expect(try await client.post("/auth/logout", ["refreshToken": refresh]).expect(.ok)["message"] != nil)
            try await ann.get("/ml-framework/api/v1/auth/me").expectDetail(.unauthorized, "Could not validate")
            try await client.post("/auth/refresh", ["refreshToken": refresh]).expectDetail(.unauthorized)
            try await client.post(
                "/auth/register", ["email": "x@example.com", "username": "ANN", "password": "12345678"]
            )
            .expectDetail(.badRequest, "username")
            try await client.post(
                "/auth/register", ["email": "ann@EXAMPLE.com", "username": "b", "password": "12345678"]
            )
            .expectDetail(.badRequest, "email")
            try await client.post(
                "/ml-framework/api/v1/auth/login", ["email": "ann@example.com", "password": "wrong one"]
            )
            .expectDetail(.unauthorized)
        }
    }

    @Test("projects: made, listed newest first with their conversations, changed, deleted with all that is in them")
    func projects() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let made = try await ann.post("/projects", ["name": "First"]).expect(.ok)
            #expect(
                made.json.names.isSuperset(of: [
                    "id", "name", "description", "color", "conversations", "createdAt", "updatedAt",
                ]))
            #expect(made["color"] == "blue")
            #expect(made["description"] == .null)
            #expect(made["conversations"] == [])
            let id = try #require(made["id"]?.text)
            let second = try await ann.make("/projects", ["name": "Größe", "description": "d", "color": "#3b82f6"])
            // The id as an integer, as the document shows it, and as the string that it answers with.
            let number = try #require(Int64(id))
            let chat = try await ann.post("/conversations", ["title": "Chat", "project_id": .integer(number)]).expect(
                .ok)
            #expect(chat["projectId"]?.text == id)
            _ = try await ann.make("/conversations", ["title": "Other", "project_id": .string(id)])
            let list = try await ann.get("/projects/").expect(.ok).json
            #expect(list.elements.map { $0["id"]?.text } == [second, id])
            #expect(list[1]?["conversations"]?.elements.map { $0["title"] } == ["Other", "Chat"])
            #expect(list[1]?["conversationCount"] == 2)

            let changed = try await ann.patch("/projects/\(id)", ["name": "Renamed", "description": "new"]).expect(.ok)
            #expect(changed["name"] == "Renamed")
            #expect(changed["description"] == "new")
            #expect(changed["color"] == "blue")
            #expect(changed["conversations"]?.count == 2)
            #expect(try await ann.patch("/projects/\(id)", ["description": .null]).expect(.ok)["description"] == .null)
            try await ann.patch("/projects/\(id)", ["name": ""]).expectDetail(.badRequest, "name")
            try await ann.patch("/projects/\(id)", ["name": 5]).expectDetail(.badRequest, "name")
            try await ann.patch("/projects/\(id)", ["color": "red;}"]).expectDetail(.badRequest, "color")
            try await ann.post("/projects", ["name": "  "]).expectDetail(.badRequest, "name")
            try await ann.post("/projects", [:]).expectDetail(.badRequest, "name")

            // Nobody else's: not to be seen, used, changed or deleted.
            #expect(try await bob.get("/projects").json == [])
            try await bob.patch("/projects/\(id)", ["name": "Mine"]).expectDetail(.notFound, "not found")
            try await bob.delete("/projects/\(id)").expectDetail(.notFound)
            try await bob.post("/conversations", ["project_id": .string(id)]).expectDetail(.notFound)
            try await ann.patch("/projects/999", ["name": "x"]).expectDetail(.notFound)
            try await ann.delete("/projects/x").expectDetail(.notFound)

            let inside = try #require(chat["id"]?.text)
            try await ann.post("/conversations/\(inside)/messages", ["content": "Hello"]).expect(.ok)
            #expect(try await ann.delete("/projects/\(id)").expect(.ok)["message"] != nil)
            try await ann.get("/conversations/\(inside)").expectDetail(.notFound)
            #expect(try await ann.get("/conversations").json == [])
            #expect(try await ann.get("/projects").json.count == 1)
        }
    }

    @Test("conversations hold what was said, oldest first, and lists carry it")
    func conversations() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let made = try await ann.post("/conversations", [:]).expect(.ok)
            #expect(made["title"] == "New Conversation")
            #expect(made["projectId"] == .null)
            #expect(made["messages"] == [])
            let id = try #require(made["id"]?.text)
            let answer = try await ann.post(
                "/conversations/\(id)/messages", ["content": "Hello, how can you help me?", "internet_enabled": true]
            ).expect(.ok)
            #expect(answer.json.names.isSuperset(of: ["id", "role", "content", "timestamp", "attachments"]))
            #expect(answer["role"] == "assistant")
            #expect(answer["attachments"] == [])
            let whole = try await ann.get("/conversations/\(id)").expect(.ok)
            let messages = try #require(whole["messages"])
            #expect(messages.elements.map { $0["role"] } == ["user", "assistant"])
            #expect(messages[0]?["content"] == "Hello, how can you help me?")
            #expect(messages[0]?["metadata"]?["internet_enabled"] == true)
            #expect(messages[1] == answer.json)
            #expect(messages[1]?["timestamp"]?.text?.hasSuffix("Z") == true)
            #expect(try await ann.get("/conversations").expect(.ok).json == .array([whole.json]))

            try await bob.get("/conversations/\(id)").expectDetail(.notFound)
            try await bob.post("/conversations/\(id)/messages", ["content": "Hi"]).expectDetail(.notFound)
            try await ann.post("/conversations/\(id)/messages", ["content": ""]).expectDetail(.badRequest, "content")
            try await ann.post("/conversations/\(id)/messages", [:]).expectDetail(.badRequest, "content")
            try await ann.post("/conversations/\(id)/messages", ["content": "a", "files": "1"])
                .expectDetail(.badRequest, "files")
            try await ann.post("/conversations/\(id)/messages", ["content": "a", "internet_enabled": "yes"])
                .expectDetail(.badRequest, "internet_enabled")
            try await ann.post("/conversations", ["project_id": "x"]).expectDetail(.badRequest, "project_id")
            try await ann.post("/conversations", ["title": .string(String(repeating: "a", count: 256))])
                .expectDetail(.badRequest, "title")
        }
    }

    @Test("a list leaves out the messages of a conversation that would make it too long, and says how many there are")
    func longLists() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            let short = try await ann.make("/conversations", ["title": "short"])
            try await ann.post("/conversations/\(short)/messages", ["content": "Hello"]).expect(.ok)
            let long = try await ann.make("/conversations", ["title": "long"])
            let content = JSONValue.string(String(repeating: "many words ", count: 9000))
            for _ in 0..<43 {
                try await ann.post("/conversations/\(long)/messages", ["content": content]).expect(.ok)
            }
            let list = try await ann.get("/conversations").expect(.ok).json
            #expect(list.elements.map { $0["messageCount"] } == [86, 2])
            #expect(list.elements.map { $0["messages"]?.count } == [0, 2])
            #expect(try await ann.get("/conversations/\(long)")["messages"]?.count == 86)
            #expect(try await ann.get("/conversations?limit=1&offset=1").json == .array([try #require(list[1])]))
        }
    }

    @Test("admins see users, change roles and delete, count exactly, and can't leave nobody in charge")
    func administration() async throws {
        try await withMLFramework { client in
            let root = try await client.root()
            let ann = try await client.join("ann")
            let me = try await ann.get("/auth/me")
            let annsID = try #require(me["id"]?.text)
            let users = try await root.get("/admin/users").expect(.ok).json
            #expect(users.elements.map { $0["role"] } == ["user", "admin"])
            #expect(users[0]?["id"]?.text == annsID)
            for call in [try await ann.get("/admin/users"), try await ann.get("/admin/metrics")] {
                call.expectDetail(.forbidden, "Not enough permissions")
            }
            try await client.get("/admin/users").expectDetail(.unauthorized)

            _ = try await ann.make("/projects", ["name": "One"])
            _ = try await ann.ask("Hello")
            let metrics = try await root.get("/admin/metrics").expect(.ok).json
            #expect(
                metrics == [
                    "totalUsers": 2, "totalProjects": 1, "totalConversations": 1, "totalMessages": 2,
                    "activeUsers24h": 2,
                ])

            let rootsID = try #require(users[1]?["id"]?.text)
            try await root.patch("/admin/users/\(rootsID)", ["role": "user"]).expectDetail(.conflict, "last admin")
            try await root.delete("/admin/users/\(rootsID)").expectDetail(.conflict, "last admin")
            try await root.patch("/admin/users/\(annsID)", ["role": "king"]).expectDetail(.badRequest, "role")
            try await root.patch("/admin/users/999", ["role": "admin"]).expectDetail(.notFound)
            let promoted = try await root.patch("/admin/users/\(annsID)", ["role": "admin"]).expect(.ok)
            #expect(promoted["role"] == "admin")
            #expect(promoted["username"] == "ann")
            try await ann.get("/admin/users").expect(.ok)
            try await root.patch("/admin/users/\(rootsID)", ["role": "user"]).expect(.ok)
            #expect(try await ann.delete("/admin/users/\(rootsID)").expect(.ok)["message"] != nil)
            #expect(try await ann.get("/admin/metrics")["totalUsers"] == 1)
            try await root.get("/ml-framework/api/v1/auth/me").expectDetail(.unauthorized)
        }
    }
}
