import Foundation
import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ImaLink: files come in")
struct UploadStories {
    @Test("a camera's JPEG becomes a photo: upright, dated, placed, with previews, hash and EXIF")
    func camera() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload("camera.jpg", named: "C:\\DCIM\\IMG_001.JPG")
            let photo = try await ann.get("/photos/\(told.hothash)").expect(.ok)
            // Stored 800 × 600, to be turned by a quarter.
            #expect(photo["width"] == 600)
            #expect(photo["height"] == 800)
            #expect(photo["taken_at"] == "2025-10-15T14:30:00Z")
            #expect(photo["gps_latitude"]?.double.map { abs($0 - 59.9139) < 1e-6 } == true)
            #expect(photo["gps_longitude"]?.double.map { abs($0 - 10.7522) < 1e-6 } == true)

            let file = try await ann.get("/image-files/\(told.file)").expect(.ok)
            #expect(file["filename"] == "IMG_001.JPG")
            #expect(file["file_type"] == "jpeg")
            #expect(file["file_size"] == .integer(Int64(try Picture.bytes("camera.jpg").count)))
            #expect(file["photo_hothash"]?.text == told.hothash)
            #expect(file["exif_dict"]?["Make"] == "Calotype Works")
            #expect(file["exif_dict"]?["Orientation"] == 6)
            #expect(file["perceptual_hash"] == photo["perceptual_hash"])
            #expect(file["perceptual_hash"]?.text?.count == 16)
        }
    }

    @Test(
        "every format that is decoded comes in, and is known by its bytes, whatever its name",
        arguments: [
            ("camera.jpg", "jpeg", 600, 800), ("other.png", "png", 640, 480), ("field.webp", "webp", 320, 240),
            ("sea.gif", "gif", 160, 120), ("hill.bmp", "bmp", 80, 60),
        ])
    func formats(name: String, type: String, width: Int64, height: Int64) async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload(name, named: "anything.txt")
            let file = try await ann.get("/image-files/\(told.file)")
            #expect(file["file_type"]?.text == type)
            #expect(file["width"] == .integer(width))
            #expect(file["height"] == .integer(height))
        }
    }

    @Test("the same picture again is a 409 with its hothash, for the same owner only")
    func duplicates() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let told = try await ann.upload("camera.jpg")
            let again = try await ann.form("/image-files/new-photo", file: try Picture.bytes("camera.jpg"))
                .expectError(.conflict, naming: told.hothash)
            #expect(again["photo_hothash"]?.text == told.hothash)
            #expect(try await bob.upload("camera.jpg").hothash == told.hothash)
            let preview = try await ann.tell("preview-a.jpg")
            try await ann.post(
                "/image-files/new-photo",
                ["filename": "b.jpg", "hotpreview": .string(try Picture.base64("preview-a.jpg"))]
            ).expectError(.conflict, naming: preview.hothash)
        }
    }

    @Test("eight connections with one file make one photo, seven 409s and one blob")
    func eightAtOnce() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let picture = try Picture.bytes("camera.jpg")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await ann.form("/image-files/new-photo", file: picture).status.code }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
            #expect(try await ann.get("/photos")["meta"]?["total"] == 1)
            #expect(try await ann.get("/image-files")["meta"]?["total"] == 1)
            let kept =
                FileManager.default.enumerator(atPath: client.folder + "/blobs")?.compactMap { $0 as? String } ?? []
            let blobs = kept.filter { URL(filePath: $0).lastPathComponent.count == 64 }
            // The file itself, its small and its large preview.
            #expect(blobs.count == 3)
        }
    }

    @Test("a client's small preview is kept to the byte, and hashed as imagehash does")
    func clientsPreview() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.tell("preview-a.jpg", ["perceptual_hash": "a1b2c3d4e5f6g7h8"])
            let bytes = try await ann.get("/image-files/\(told.file)/hotpreview").expect(.ok).bytes
            #expect(bytes == (try Picture.bytes("preview-a.jpg")))
            let file = try await ann.get("/image-files/\(told.file)")
            #expect(file["perceptual_hash"]?.text == (try Picture.imagehash("preview-a.jpg")))

            let url = "data:image/jpeg;base64," + (try Picture.base64("preview-b.jpg"))
            let named = try await ann.tell(
                "preview-b.jpg", ["hotpreview": .string(url), "perceptual_hash": "A1B2C3D4E5F60718"])
            #expect(try await ann.get("/image-files/\(named.file)")["perceptual_hash"] == "a1b2c3d4e5f60718")
        }
    }

    @Test("a RAW joins a photo, told about or sent, and is kept undecoded")
    func companions() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let photo = try await ann.upload("other.png")
            let hothash = JSONValue.string(photo.hothash)
            let told = try await ann.post(
                "/image-files/add-to-photo",
                [
                    "photo_hothash": hothash, "filename": "IMG_001.CR2", "file_size": 25_000_000, "file_type": "raw",
                    "width": 5472, "height": 3648, "exif_dict": ["Make": "Canon"], "taken_at": "2025-10-15T14:30:00Z",
                ]
            ).expect(.created)
            #expect(told["photo_created"] == false)
            #expect(told["photo_hothash"] == hothash)
            let sent = try await ann.form(
                "/image-files/add-to-photo", file: Array("any bytes".utf8), named: "IMG_001.DNG",
                ["photo_hothash": photo.hothash]
            ).expect(.created)
            let file = try await ann.get("/image-files/\(sent["image_file_id"]?.integer ?? 0)")
            #expect(file["file_type"] == "raw")
            #expect(file["file_size"] == 9)
            #expect(file["perceptual_hash"] == .null)
            let whole = try await ann.get("/photos/\(photo.hothash)")
            #expect(whole["image_files"]?.elements.map { $0["file_type"]?.text } == ["png", "raw", "raw"])
            #expect(try await ann.get("/image-files?photo_hothash=\(photo.hothash)")["meta"]?["total"] == 3)

            try await ann.form(
                "/image-files/add-to-photo", file: Array("any bytes".utf8), named: "a.jpg",
                ["photo_hothash": photo.hothash]
            ).expectError(.badRequest)
            try await ann.form("/image-files/add-to-photo", file: [1], named: "a.cr2")
                .expectError(.badRequest, naming: "photo_hothash")
            try await ann.post("/image-files/add-to-photo", ["filename": "a.cr2"])
                .expectError(.badRequest, naming: "photo_hothash")
            try await ann.post("/image-files/add-to-photo", ["photo_hothash": "feed", "filename": "a.cr2"])
                .expectError(.notFound)
        }
    }

    @Test("the deprecated way in works as documented")
    func deprecated() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let answer = try await ann.post(
                "/image-files", ["filename": "a.jpg", "hotpreview": .string(try Picture.base64("preview-a.jpg"))]
            ).expect(.created)
            #expect(answer["filename"] == "a.jpg")
            #expect(answer["photo_created"] == true)
            try await ann.get("/image-files/\(answer["id"]?.integer ?? 0)").expect(.ok)
        }
    }

    @Test("where a file is kept is what its client last said, and when")
    func storage() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let photo = try await ann.tell("preview-a.jpg")
            let path = "/image-files/\(photo.file)/storage-info"
            let bare = try await ann.get(path).expect(.ok)
            #expect(bare["storage_path"] == .null)
            #expect(bare["last_verified"] == .null)
            let told = try await ann.put(
                path, ["storage_path": "/mnt/a.jpg", "storage_type": "local", "checksum": "sha256:ABC"]
            ).expect(.ok)
            #expect(told["status"] == "success")
            #expect(told["data"]?["checksum"] == "sha256:ABC")
            #expect(told["data"]?["id"] == .integer(photo.file))
            let moved = try await ann.put(path, ["storage_path": "/mnt/b.jpg"])["data"]
            #expect(moved?["storage_type"] == "local")
            #expect(try await ann.get(path).json == moved)
            #expect(moved?["last_verified"]?.text?.hasSuffix("Z") == true)
            try await ann.put(path, ["storage_path": 7]).expectError(.badRequest, naming: "storage_path")
        }
    }
}

extension JSONValue {
    var double: Double? {
        switch self {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
}
