import Foundation
import Gateway
import Glibc
import HTTPTypes
import Library
import SurfaceTesting
import Testing
import TextExtraction

@Suite("Text extraction: uploads come in")
struct UploadStories {
    @Test("a new upload answers at once, unread, in the document's shape; its picture comes back to the byte")
    func upload() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            let picture = try Picture.bytes("other.png")
            let made = try await ann.upload(picture, named: "C:\\scans\\photo.jpg", ["ocr_mode": "high_accuracy"])
                .expect(.created)
            let members = try #require(made.json.members).map(\.name)
            #expect(
                members.prefix(12) == [
                    "id", "owner", "auto_language_detection", "language_hint", "output_format", "ocr_mode", "image_url",
                    "image_hash", "raw_text", "processed_text", "created_at", "updated_at",
                ])
            #expect(made["owner"] == (try await ann.get("/users/user/")["id"]))
            #expect(made["auto_language_detection"] == true)
            #expect(made["language_hint"] == .null)
            #expect(made["output_format"] == "raw")
            #expect(made["ocr_mode"] == "high_accuracy")
            #expect(made["raw_text"] == .null)
            #expect(made["processed_text"] == .null)
            #expect(made["created_at"]?.text?.hasSuffix("Z") == true)
            // sha256sum fixtures/photos/other.png
            #expect(made["image_hash"]?.text?.count == 64)
            let id = try #require(made["id"]?.text)
            #expect(made["image_url"]?.text == "/api/v1/core/uploads/\(id)/image/")
            #expect(try await ann.get("/core/uploads/\(id.uppercased())").expect(.ok).json == made.json)

            let image = try await ann.get("/api/v1/core/uploads/\(id)/image/").expect(.ok)
            #expect(image.bytes == picture)
            #expect(image.header("Content-Type") == "image/png")
            #expect(image.header("Vary")?.contains("Authorization") == true)
            try await client.get("/core/uploads/\(id)/image/?token=\(ann.token ?? "")").expect(.ok)
        }
    }

    @Test("the same bytes again are a 200 with the stored upload, whatever comes with them; another's are their own")
    func duplicates() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let first = try await ann.upload(Picture.dot(1)).expect(.created)
            let again = try await ann.upload(Picture.dot(1), named: "other.bmp", as: "image", ["ocr_mode": "fast"])
                .expect(.ok)
            #expect(again.json == first.json)
            let his = try await bob.upload(Picture.dot(1)).expect(.created)
            #expect(his["id"] != first["id"])
            #expect(his["image_hash"] == first["image_hash"])
        }
    }

    @Test("eight connections with one picture make one upload")
    func eightAtOnce() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            let picture = try Picture.bytes("camera.jpg")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await ann.upload(picture).status.code } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == Array(repeating: 200, count: 7) + [201])
            #expect(try await ann.get("/core/uploads/").ids.count == 1)
        }
    }

    @Test("what is no whole picture, or no picture at all, is a 400 on the file, and leaves nothing")
    func noPictures() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            try await ann.upload(try Picture.bytes("cut.jpg")).expectFault("image_file")
            try await ann.upload(Array("no picture".utf8), named: "a.png").expectFault("image_file")
            try await ann.upload([], named: "a.png").expectFault("image_file")
            try await ann.upload(nil).expectFault("image_file")
            try await ann.upload(Picture.dot(1), as: "attachment").expectFault("image_file")
            try await ann.post("/core/uploads/", [:]).expectFault("image_file")
            try await ann.upload([UInt8](repeating: 0, count: (50 << 20) + 1)).expectMessage(.contentTooLarge)
            try await ann.send(.post, "/core/uploads/", body: Picture.dot(1), type: "image/bmp")
                .expectMessage(.unsupportedMediaType)
            #expect(try await ann.get("/core/uploads/").json == [])
        }
    }

    @Test("a wrong preference is a 400 that names it; a language that is not installed lists those that are")
    func wrongPreferences() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            let wrong = [
                ("auto_language_detection", "maybe"), ("output_format", "pdf"), ("ocr_mode", "slow"),
                ("language_hint", "xx"), ("token", "not a token"), ("token", String(repeating: "a", count: 64)),
            ]
            for (field, value) in wrong { try await ann.upload(Picture.dot(1), [field: value]).expectFault(field) }
            let installed = try await ann.upload(Picture.dot(1), ["language_hint": "xx"])
            #expect(String(decoding: installed.bytes, as: UTF8.self).contains("deu, eng"))
            let made = try await ann.upload(
                Picture.dot(1), ["auto_language_detection": "False", "language_hint": "de", "output_format": ""]
            ).expect(.created)
            #expect(made["auto_language_detection"] == false)
            #expect(made["language_hint"] == "de")
            let path = "/core/uploads/\(made["id"]?.text ?? "")/"
            try await ann.patch(path, ["language_hint": "xx"]).expectFault("language_hint")
            try await ann.patch(path, ["ocr_mode": 5]).expectFault("ocr_mode")
            try await ann.put(path, ["raw_text": 5]).expectFault("raw_text")
            try await ann.put(path, ["auto_language_detection": "yes"]).expectFault("auto_language_detection")
        }
    }

    @Test("a file of the server's machine is taken in below the import roots, links resolved, and nowhere else")
    func imports() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (inside, outside) = (folder.appending(path: "in"), folder.appending(path: "in-not"))
        for place in [inside, outside] {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data(Picture.dot(place == inside ? 1 : 2)).write(to: place.appending(path: "dot.bmp"))
        }
        try Data(Picture.dot(3)).write(to: inside.appending(path: "real.bmp"))
        func link(_ name: String, to target: URL) throws {
            try FileManager.default.createSymbolicLink(at: inside.appending(path: name), withDestinationURL: target)
        }
        try link("escape.bmp", to: outside.appending(path: "dot.bmp"))
        try link("folder", to: outside)
        try link("inner.bmp", to: inside.appending(path: "real.bmp"))
        #expect(mkfifo(inside.appending(path: "pipe").path, 0o600) == 0)

        try await withTextExtraction(importRoots: [inside.path]) { client in
            let ann = try await client.join("ann")
            func send(_ path: String) async throws -> Reply {
                try await ann.post("/core/uploads/", ["image_path": .string(path)])
            }
            let asked = try await ann.post(
                "/core/uploads/",
                [
                    "image_path": .string(inside.path + "/dot.bmp"), "ocr_mode": "high_accuracy",
                    "output_format": "paragraph",
                    "auto_language_detection": false, "language_hint": "deu",
                ]
            ).expect(.created)
            #expect(asked["ocr_mode"]?.text == "high_accuracy" && asked["output_format"]?.text == "paragraph")
            #expect(asked["auto_language_detection"] == false && asked["language_hint"]?.text == "deu")
            try await send(inside.path + "/inner.bmp").expect(.created)
            try await ann.upload(nil, ["image_path": inside.path + "/real.bmp"]).expect(.ok)
            let refused = [
                outside.path + "/dot.bmp", inside.path + "/../in-not/dot.bmp", inside.path + "/escape.bmp",
                inside.path + "/folder/dot.bmp", inside.path + "/missing.bmp", inside.path, inside.path + "/pipe",
                "dot.bmp", "/etc/passwd", inside.path + "/dot.bmp\u{0}.png",
            ]
            for path in refused { try await send(path).expectFault("image_path") }
            try await ann.post("/core/uploads/", ["image_path": 5]).expectFault("image_path")
        }
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            try await ann.post("/core/uploads/", ["image_path": .string(inside.path + "/dot.bmp")])
                .expectFault("image_path")
        }
    }

    @Test("a picture whose file is gone from the disk is a 404")
    func lostFile() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            let made = try await ann.upload(Picture.dot(1)).expect(.created)
            let hash = Array(try #require(made["image_hash"]?.text))
            try FileManager.default.removeItem(
                atPath: "\(client.folder)/blobs/\(String(hash[0..<2]))/\(String(hash[2..<4]))/\(String(hash))")
            try await ann.get("/core/uploads/\(made["id"]?.text ?? "")/image/").expectMessage(.notFound)
        }
    }

    @Test("every route asks for what its declaration says: a token, and of a stranger's upload it knows nothing")
    func authorisation() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let id = try #require(try await ann.upload(Picture.dot(1)).expect(.created)["id"]?.text)
            for route in Dialect.textExtraction(client.library).routes {
                let path = route.path.description.replacing("{id}", with: id).replacing("{token}", with: "0")
                let body: [UInt8]? = route.takes.isEmpty ? nil : Array("{}".utf8)
                func ask(_ someone: SurfaceClient) async throws -> Reply {
                    try await someone.send(route.method, path, body: body, type: "application/json")
                }
                switch route.access {
                case .anyone: #expect(try await ask(client).status == .badRequest, "\(path)")
                case .account: try await ask(client).expectMessage(.unauthorized)
                case .owner:
                    try await ask(client).expectMessage(.unauthorized)
                    try await ask(client.with(token: "forged")).expectMessage(.unauthorized)
                    try await ask(bob).expectMessage(.notFound)
                case .admin: Issue.record("this dialect has nothing for admins alone")
                }
            }
            try await ann.get("/core/uploads/1").expectMessage(.notFound)
            #expect(try await bob.get("/core/uploads/").json == [])
        }
    }
}
