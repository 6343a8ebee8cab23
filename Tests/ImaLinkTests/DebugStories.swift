import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ImaLink: debug endpoints")
struct DebugStories {
    private static let reads = ["/debug/status", "/debug/database-stats", "/debug/database-schema"]

    @Test("they are not there unless the operator wants them, for an admin neither")
    func off() async throws {
        try await withImaLink { client in
            let root = try await client.login("root@example.com")
            for path in Self.reads { try await root.get(path).expectError(.notFound) }
            try await root.post("/debug/reset-database").expectError(.notFound)
            try await root.delete("/debug/clear-table/photos").expectError(.notFound)
        }
    }

    @Test("they let admins in and nobody else")
    func admins() async throws {
        try await withImaLink(debugEndpoints: true) { client in
            let root = try await client.login("root@example.com")
            let ann = try await client.join("ann")
            for path in Self.reads {
                try await client.get(path).expectError(.unauthorized)
                try await ann.get(path).expectError(.forbidden)
                try await root.get(path).expect(.ok)
            }
            try await ann.post("/debug/reset-database").expectError(.forbidden)
            try await ann.delete("/debug/clear-table/photos").expectError(.forbidden)
            #expect(try await root.get("/debug/database-schema")["tables"]?["photo"]?.text?.hasPrefix("CREATE") == true)
        }
    }

    @Test("a named photo table is emptied, another is not; a reset leaves accounts alone")
    func clearing() async throws {
        try await withImaLink(debugEndpoints: true) { client in
            let root = try await client.login("root@example.com")
            let ann = try await client.join("ann")
            let author = try await ann.post("/authors", ["name": "Jane"])["id"] ?? .null
            let photo = try await ann.tell("preview-a.jpg")
            try await ann.put("/photos/\(photo.hothash)", ["author_id": author]).expect(.ok)
            for table in ["account", "session", "blob", "sqlite_schema", "nothing"] {
                try await root.delete("/debug/clear-table/\(table)").expectError(.notFound)
            }
            try await root.delete("/debug/clear-table/authors").expect(.ok)
            #expect(try await ann.get("/authors")["meta"]?["total"] == 0)
            #expect(try await ann.get("/photos/\(photo.hothash)").expect(.ok)["author"] == .null)
            try await root.post("/debug/reset-database").expect(.ok)
            #expect(try await ann.get("/photos")["meta"]?["total"] == 0)
            try await ann.get("/auth/me").expect(.ok)
        }
    }
}
