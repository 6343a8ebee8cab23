import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ImaLink: authors and import sessions")
struct AuthorAndImportStories {
    @Test("an author is made, listed newest first, changed in part and deleted")
    func authors() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let jane = try await ann.post(
                "/authors", ["name": "Jane Smith", "email": "jane@example.com", "bio": "Landscapes"]
            ).expect(.created)
            #expect(jane.json.names == ["id", "name", "email", "bio", "created_at", "updated_at"])
            let joe = try await ann.post("/authors", ["name": "Joe"]).expect(.created)
            #expect(joe["email"] == .null)
            let page = try await ann.get("/authors?limit=10").expect(.ok)
            #expect(page["data"] == .array([joe.json, jane.json]))
            #expect(page["meta"] == ["total": 2, "offset": 0, "limit": 10, "page": 1, "pages": 1])

            let path = "/authors/\(jane["id"]?.integer ?? 0)"
            #expect(try await ann.get(path).json == jane.json)
            let changed = try await ann.put(path, ["name": "Jane S.", "bio": .null]).expect(.ok)
            #expect(changed["name"] == "Jane S.")
            #expect(changed["email"] == "jane@example.com")
            #expect(changed["bio"] == .null)
            try await ann.put(path, ["name": ""]).expectError(.badRequest, naming: "name")
            try await ann.post("/authors", ["email": "x@example.com"]).expectError(.badRequest, naming: "name")
            try await ann.post("/authors", ["name": 5]).expectError(.badRequest, naming: "name")

            let answer = try await ann.delete(path).expect(.ok)
            #expect(answer["status"] == "success")
            try await ann.get(path).expectError(.notFound)
            try await ann.delete(path).expectError(.notFound)
        }
    }

    @Test("an author in use cannot be deleted")
    func authorInUse() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let id = try await ann.post("/authors", ["name": "Jane"])["id"]?.integer ?? 0
            let photo = try await ann.tell("preview-a.jpg")
            try await ann.put("/photos/\(photo.hothash)", ["author_id": .integer(id)]).expect(.ok)
            try await ann.delete("/authors/\(id)").expectError(.badRequest, naming: "in use")
            try await ann.put("/photos/\(photo.hothash)", ["author_id": .null]).expect(.ok)
            try await ann.delete("/authors/\(id)").expect(.ok)
        }
    }

    @Test("an import session begins pending, counts what its client reports, and gives its photos its author")
    func importSessions() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let author = try await ann.post("/authors", ["name": "Jane"])["id"] ?? .null
            let session = try await ann.post(
                "/import-sessions",
                ["source_path": "/media/sdcard/DCIM", "description": "Birthday party photos", "author_id": author]
            ).expect(.created)
            #expect(session["status"] == "pending")
            for count in ["total_files", "processed_files", "failed_files"] { #expect(session[count] == 0) }
            let id = session["id"]?.integer ?? 0
            let photo = try await ann.tell("preview-a.jpg", ["import_session_id": .integer(id)])
            #expect(try await ann.get("/photos/\(photo.hothash)")["author_id"] == author)
            #expect(try await ann.get("/image-files/\(photo.file)")["import_session_id"] == .integer(id))

            let path = "/import-sessions/\(id)"
            let done = try await ann.patch(
                path, ["status": "completed", "processed_files": 150, "failed_files": 2]
            ).expect(.ok)
            #expect(done["status"] == "completed")
            #expect(done["processed_files"] == 150)
            #expect(done["description"] == "Birthday party photos")
            #expect(try await ann.get(path).json == done.json)
            #expect(try await ann.get("/import-sessions")["data"] == .array([done.json]))
            #expect(try await ann.get("/import-sessions")["meta"]?["limit"] == 50)

            for (name, value): (String, JSONValue) in [
                ("status", "finished"), ("processed_files", -1), ("failed_files", "two"), ("source_path", ""),
            ] {
                try await ann.patch(path, .object([.init(name, value)])).expectError(.badRequest, naming: name)
            }
            try await ann.post("/import-sessions", ["description": "x"]).expectError(.badRequest, naming: "source_path")
            try await ann.post("/import-sessions", ["source_path": "/", "author_id": 99]).expectError(.notFound)

            try await ann.delete(path).expect(.ok)
            try await ann.get(path).expectError(.notFound)
            #expect(try await ann.get("/image-files/\(photo.file)")["import_session_id"] == .null)
        }
    }

    @Test("a stranger's author or import session is a 404, also where a body names it")
    func strangers() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let author = try await ann.post("/authors", ["name": "Jane"])["id"]?.integer ?? 0
            let session = try await ann.post("/import-sessions", ["source_path": "/a"])["id"]?.integer ?? 0
            for path in ["/authors/\(author)", "/import-sessions/\(session)"] {
                try await bob.get(path).expectError(.notFound)
                try await bob.delete(path).expectError(.notFound)
            }
            try await bob.put("/authors/\(author)", ["name": "x"]).expectError(.notFound)
            try await bob.patch("/import-sessions/\(session)", ["status": "failed"]).expectError(.notFound)
            let photo = try await bob.tell("preview-a.jpg")
            try await bob.put("/photos/\(photo.hothash)", ["author_id": .integer(author)]).expectError(.notFound)
            try await bob.post(
                "/image-files/new-photo",
                [
                    "filename": "b.jpg", "hotpreview": .string(try Picture.base64("preview-b.jpg")),
                    "import_session_id": .integer(session),
                ]
            ).expectError(.notFound)
            #expect(try await bob.get("/photos")["meta"]?["total"] == 1)
        }
    }
}
