import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ImaLink: photos")
struct PhotoStories {
    @Test("a photo that is told about is listed, newest first, with its files, author and page")
    func listing() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let first = try await ann.tell(
                "preview-a.jpg",
                ["taken_at": "2025-10-15T16:30:00+02:00", "gps_latitude": 59.9139, "gps_longitude": 10.7522])
            let second = try await ann.tell("preview-b.jpg")
            let page = try await ann.get("/photos?offset=0&limit=1").expect(.ok)
            #expect(page.json.names == ["data", "meta", "links"])
            #expect(page["links"] == .null)
            #expect(page["meta"] == ["total": 2, "offset": 0, "limit": 1, "page": 1, "pages": 2])
            #expect(page["data"]?[0]?["hothash"]?.text == second.hothash)

            let older = try await ann.get("/photos?offset=1&limit=1")["data"]?[0]
            #expect(older?["hothash"]?.text == first.hothash)
            #expect(older?["width"] == 4000)
            #expect(older?["taken_at"] == "2025-10-15T14:30:00Z")
            #expect(older?["gps_latitude"] == .number(59.9139))
            #expect(older?["rating"] == .null)
            #expect(older?["author_id"] == .null)
            #expect(older?["stack_id"] == .null)
            let file: JSONValue = [
                "id": .integer(first.file), "filename": "IMG_preview-a.jpg", "file_size": 2_048_576,
                "file_type": "jpeg",
            ]
            #expect(older?["image_files"] == [file])
            #expect(older?["files"]?[0]?["file_format"] == "jpeg")
            #expect(try await ann.get("/photos/\(first.hothash)/").json == older)
            #expect(try await ann.get("/imalink/api/v1/photos/\(first.hothash)").json == older)
        }
    }

    @Test("a page out of range is a 400 that names the value")
    func wrongPages() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            try await ann.get("/photos?limit=0").expectError(.badRequest, naming: "limit")
            try await ann.get("/photos?limit=1001").expectError(.badRequest, naming: "limit")
            try await ann.get("/photos?limit=ten").expectError(.badRequest, naming: "limit")
            try await ann.get("/photos?offset=-1").expectError(.badRequest, naming: "offset")
            let beyond = try await ann.get("/photos?offset=9223372036854775807&limit=1000").expect(.ok)
            #expect(beyond["data"]?.count == 0)
        }
    }

    @Test("what a PUT leaves out stays, null takes away, and the answer is the whole photo")
    func update() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let photo = try await ann.tell("preview-a.jpg", ["gps_latitude": 1.5, "gps_longitude": 2.5])
            let author = try await ann.post("/authors", ["name": "Jane", "email": "jane@example.com"])["id"] ?? .null
            let path = "/photos/\(photo.hothash)"
            let rated = try await ann.put(path, ["rating": 5, "author_id": author]).expect(.ok)
            #expect(rated["rating"] == 5)
            #expect(rated["author"] == ["id": author, "name": "Jane", "email": "jane@example.com"])
            #expect(rated["gps_latitude"] == .number(1.5))
            let bare = try await ann.put(path, ["rating": .null, "author_id": .null, "gps_latitude": 60.0])
            #expect(bare["rating"] == .null)
            #expect(bare["author"] == .null)
            #expect(bare["gps_latitude"] == .number(60))
            #expect(bare["gps_longitude"] == .number(2.5))

            try await ann.put(path, ["rating": 6]).expectError(.badRequest, naming: "rating")
            try await ann.put(path, ["rating": 2.5]).expectError(.badRequest, naming: "rating")
            try await ann.put(path, ["rating": "5"]).expectError(.badRequest, naming: "rating")
            try await ann.put(path, ["gps_latitude": 90.1]).expectError(.badRequest, naming: "gps_latitude")
            try await ann.put(path, ["gps_longitude": -181]).expectError(.badRequest, naming: "gps_longitude")
            try await ann.put(path, ["taken_at": "yesterday"]).expectError(.badRequest, naming: "taken_at")
            try await ann.put(path, ["author_id": 999]).expectError(.notFound)
            try await ann.send(.put, path, body: Array("{".utf8), type: "application/json").expectError(.badRequest)
            #expect(try await ann.get(path).json == bare.json)
        }
    }

    @Test("deleting a photo takes its files, and says so twice over")
    func deletion() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let photo = try await ann.tell("preview-a.jpg")
            try await ann.post(
                "/image-files/add-to-photo", ["photo_hothash": .string(photo.hothash), "filename": "a.CR2"]
            )
            .expect(.created)
            let answer = try await ann.delete("/photos/\(photo.hothash)").expect(.ok)
            #expect(answer["status"] == "success")
            #expect(answer["success"] == true)
            try await ann.get("/photos/\(photo.hothash)").expectError(.notFound)
            try await ann.delete("/photos/\(photo.hothash)").expectError(.notFound)
            try await ann.get("/image-files/\(photo.file)").expectError(.notFound)
            #expect(try await ann.get("/photos")["meta"]?["total"] == 0)
            #expect(try await ann.get("/image-files")["meta"]?["total"] == 0)
            // It may come again, under a new number.
            let again = try await ann.tell("preview-a.jpg")
            #expect(again.hothash == photo.hothash)
            #expect(again.file > photo.file + 1)
        }
    }

    @Test("a stranger's photo, and everything about it, is a 404, not a 403")
    func strangers() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let photo = try await ann.upload("other.png")
            let path = "/photos/\(photo.hothash)"
            for suffix in ["", "/hotpreview", "/coldpreview", "/stack"] {
                try await bob.get(path + suffix).expectError(.notFound)
            }
            try await bob.put(path, ["rating": 1]).expectError(.notFound)
            try await bob.delete(path).expectError(.notFound)
            try await bob.delete(path + "/coldpreview").expectError(.notFound)
            try await bob.form(path + "/coldpreview", file: try Picture.bytes("export.jpg"), by: .put)
                .expectError(.notFound)
            for suffix in ["", "/hotpreview", "/storage-info"] {
                try await bob.get("/image-files/\(photo.file)\(suffix)").expectError(.notFound)
            }
            try await bob.get("/image-files/similar/\(photo.file)").expectError(.notFound)
            try await bob.get("/image-files?photo_hothash=\(photo.hothash)").expectError(.notFound)
            try await bob.post(
                "/image-files/add-to-photo", ["photo_hothash": .string(photo.hothash), "filename": "a.cr2"]
            ).expectError(.notFound)
            #expect(try await bob.get("/photos")["data"]?.count == 0)
            #expect(try await bob.post("/photos/search", ["query": "other"])["data"]?.count == 0)
            try await ann.get(path).expect(.ok)
        }
    }
}
