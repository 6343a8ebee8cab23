import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("PocketMusec: images")
struct ImageStories {
    @Test("an upload answers with what was read and what is to be seen, and is listed newest first from then on")
    func upload() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let image = try await ann.upload("other.png", named: "Étude №1.png").expect(.ok)
            #expect(image["id"]?.text?.hasPrefix("img_") == true)
            #expect(image["filename"]?.text == "Étude №1.png" && image["mime_type"]?.text == "image/png")
            #expect(image["file_size"]?.integer == Int64(try Picture.bytes("other.png").count))
            #expect(image["ocr_text"]?.text == FakeReader.raw)
            #expect(image["vision_analysis"]?.text?.contains("picture of") == true)
            #expect(image["vision_provider"]?.text == "builtin" && image["processing_mode"]?.text == "cloud")
            #expect(image["user_id"] == (try await ann.get("/auth/me"))["id"])

            let second = try await ann.id(ofUploaded: "sea.gif")
            let list = try await ann.get("/images?limit=1").expect(.ok)
            #expect(list["total"] == 2 && list["images"]?.count == 1 && list["images"]?[0]?["id"]?.text == second)
            #expect(try await ann.get("/images?skip=1")["images"]?[0] == image.json)
            #expect(try await ann.get("/images/\(image["id"]?.text ?? "")").json == image.json)
            #expect(try await ann.get("/images?skip=2147483647")["images"]?.count == 0)
            try await ann.get("/images?skip=99999999999999999999").expectError(.badRequest, naming: "skip")
        }
    }

    @Test("an image is its owner's and an admin's; to others it is not there")
    func strangers() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            let root = try await nobody.login("root")
            let id = try await ann.id(ofUploaded: "sea.gif")
            for path in ["/images/\(id)", "/images/img_0", "/images/\(id.uppercased())"] {
                try await bob.get(path).expectError(.notFound, naming: "Image not found")
                try await bob.delete(path).expectError(.notFound)
            }
            #expect(try await bob.get("/images")["total"] == 0)
            #expect(try await root.get("/images")["total"] == 0)
            try await root.get("/images/\(id)").expect(.ok)
            try await root.delete("/images/\(id)").expect(.ok)
            try await ann.get("/images/\(id)").expectError(.notFound)
            #expect(try await ann.get("/images")["total"] == 0)
        }
    }

    @Test("the same bytes are read once, whoever sends them and however often")
    func readOnce() async throws {
        let reader = FakeReader()
        try await withPocketMusec(reader: reader.reader) { nobody in
            let people = [try await nobody.join("ann"), try await nobody.join("bob")]
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<6 { group.addTask { try await people[number % 2].id(ofUploaded: "sea.gif") } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(ids.count == 6)
            #expect(reader.ways.count == 1)
            for person in people { #expect(try await person.get("/images")["total"] == 3) }
        }
    }

    @Test("a page that can't be read costs the upload its text, and nothing else")
    func unreadable() async throws {
        let reader = FakeReader(failure: JobFailure("Reading the picture took too long.", isFinal: true))
        try await withPocketMusec(reader: reader.reader) { nobody in
            let image = try await nobody.join("ann").upload("sea.gif").expect(.ok)
            #expect(image["ocr_text"]?.text?.isEmpty == true)
            #expect(image["ocr_error"]?.text == "Reading the picture took too long.")
            #expect(image["vision_analysis"]?.text?.isEmpty == false)
        }
    }

    @Test("what is no whole picture of these formats is a 400, what is too large a 413, and nothing of either is kept")
    func refused() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            for bytes in [[], Array("no picture".utf8), try Picture.bytes("cut.jpg"), try Picture.bytes("hill.bmp")] {
                try await ann.form("/images", file: bytes, named: "a.png").expectError(.badRequest, naming: "file")
            }
            let over = [UInt8](repeating: 0, count: (10 << 20) + 1)
            try await ann.form("/images", file: over).expectError(.contentTooLarge, naming: "File too large")
            try await ann.form("/images", file: nil).expectError(.badRequest, naming: "file")
            try await ann.post("/images", ["file": "a.png"]).expectError(.badRequest)
            try await ann.upload("sea.gif", ["processing_mode": "steam"])
                .expectError(.badRequest, naming: "processing_mode")
            try await ann.upload("sea.gif", ["vision_prompt": String(repeating: "x", count: 2001)])
                .expectError(.badRequest, naming: "vision_prompt")
            #expect(try await ann.get("/images/storage/info")["total_images"] == 0)
        }
    }

    @Test("in a batch each file is judged on its own, in its order, with ten megabytes of its own")
    func batch() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let padding = [UInt8](repeating: 0, count: 6 << 20)
            let files = [
                FormFile(field: "files", name: "a.png", bytes: try Picture.bytes("other.png")),
                FormFile(field: "files", name: "large.png", bytes: [UInt8](repeating: 0, count: (10 << 20) + 1)),
                FormFile(field: "files", name: "b.jpg", bytes: try Picture.bytes("camera.jpg") + padding),
                FormFile(field: "other", name: "ignored.png", bytes: [1]),
                FormFile(field: "files", name: "c.jpg", bytes: try Picture.bytes("camera.jpg") + padding),
                FormFile(field: "files", name: "d.txt", bytes: Array("no picture".utf8)),
            ]
            let answer = try await ann.form("/images/batch", files: files, ["processing_mode": "local"]).expect(.ok)
            let results = try #require(answer["results"]?.elements)
            #expect(results.map { $0["filename"]?.text } == ["a.png", "large.png", "b.jpg", "c.jpg", "d.txt"])
            #expect(results.map { $0["success"] } == [true, false, true, true, false])
            #expect(results[1]["error"]?.text == "File too large")
            #expect(results[0]["image"]?["processing_mode"]?.text == "local")
            #expect(results[4]["error"]?.text?.contains("not an image") == true)
            #expect(try await ann.get("/images")["total"] == 3)
            try await ann.form("/images/batch", files: []).expectError(.badRequest, naming: "files")
            try await ann.form(
                "/images/batch", files: (0...100).map { FormFile(field: "files", name: "\($0)", bytes: [1]) }
            ).expectError(.badRequest, naming: "files")
        }
    }

    @Test("the quota counts what an account has now, and an upload over it is a 507")
    func quota() async throws {
        try await withPocketMusec(quotaMB: 1) { nobody in
            let ann = try await nobody.join("ann")
            let small = try Picture.bytes("camera.jpg")
            let large = small + [UInt8](repeating: 0, count: (1 << 20) - small.count - 1000)
            let first = try await ann.form("/images", file: large).expect(.ok)
            let info = try await ann.get("/images/storage/info").expect(.ok)
            #expect(info["total_images"] == 1 && info["quota_mb"] == 1)
            #expect(info["total_size_bytes"]?.integer == Int64(large.count))
            #expect(info["total_size_mb"] == .number(1) && info["used_percentage"] == .number(99.9))
            try await ann.upload("camera.jpg").expectError(HTTPResponse.Status(code: 507), naming: "quota")
            let batch = try await ann.form(
                "/images/batch", files: [FormFile(field: "files", name: "a", bytes: small)])
            #expect(batch["results"]?[0]?["success"] == false)
            try await nobody.join("bob").upload("camera.jpg").expect(.ok)
            try await ann.delete("/images/\(first["id"]?.text ?? "")").expect(.ok)
            try await ann.upload("camera.jpg").expect(.ok)
            #expect(try await ann.get("/images/storage/info")["total_size_bytes"]?.integer == Int64(small.count))
        }
    }
}
