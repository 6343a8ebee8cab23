import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ImaLink: similar images")
struct SimilarStories {
    @Test("look-alikes come nearest first, then by id, never the image itself, within the threshold and the limit")
    func similar() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let a = try await ann.tell("preview-a.jpg", ["perceptual_hash": "0000000000000000"])
            let b = try await ann.tell("preview-a-again.jpg", ["perceptual_hash": "0000000000000003"])
            let c = try await ann.tell("preview-b.jpg", ["perceptual_hash": "000000000000ffff"])
            let d = try await ann.upload("hill.bmp")

            func near(_ file: Int64, _ query: String = "") async throws -> [[Int64]] {
                let answer = try await ann.get("/image-files/similar/\(file)\(query)").expect(.ok)
                return answer.json.elements.map { [$0["id"]?.integer ?? 0, $0["hamming_distance"]?.integer ?? -1] }
            }
            #expect(try await near(a.file) == [[b.file, 2]])
            #expect(try await near(a.file, "?threshold=1") == [])
            #expect(try await near(a.file, "?threshold=16&limit=100").prefix(2) == [[b.file, 2], [c.file, 16]])
            #expect(try await near(a.file, "?threshold=16&limit=1") == [[b.file, 2]])
            let first = try await ann.get("/image-files/similar/\(a.file)").json[0]
            #expect(
                first == [
                    "id": .integer(b.file), "filename": "IMG_preview-a-again.jpg", "photo_hothash": .string(b.hothash),
                    "hamming_distance": 2,
                ])
            _ = d

            // What comes and goes is seen at once.
            let e =
                try await ann.form(
                    "/image-files/new-photo", file: try Picture.bytes("sea.gif"),
                    ["perceptual_hash": "0000000000000001"]
                ).expect(.created)["image_file_id"]?.integer ?? 0
            #expect(try await near(a.file) == [[e, 1], [b.file, 2]])
            try await ann.delete("/photos/\(b.hothash)").expect(.ok)
            #expect(try await near(a.file) == [[e, 1]])
            // A RAW has no hash of its own: it looks like its photo.
            let raw =
                try await ann.post(
                    "/image-files/add-to-photo", ["photo_hothash": .string(a.hothash), "filename": "a.cr2"]
                ).expect(.created)["image_file_id"]?.integer ?? 0
            #expect(try await near(raw) == [[a.file, 0], [e, 1]])
        }
    }

    @Test("another export of a scene is near it, and another scene is not; a stranger's are never seen")
    func pictures() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let camera = try await ann.upload("camera.jpg")
            let export = try await ann.upload("export.jpg")
            _ = try await ann.upload("other.png")
            _ = try await bob.upload("camera.jpg")
            let near = try await ann.get("/image-files/similar/\(camera.file)?threshold=8").json
            #expect(near.elements.map { $0["id"]?.integer } == [export.file])
        }
    }

    @Test("values out of their range are a 400 that names them, an unknown image a 404")
    func wrongValues() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let photo = try await ann.tell("preview-a.jpg")
            let path = "/image-files/similar/\(photo.file)"
            for value in ["-1", "17", "x"] {
                try await ann.get(path + "?threshold=\(value)").expectError(.badRequest, naming: "threshold")
            }
            for value in ["0", "101"] {
                try await ann.get(path + "?limit=\(value)").expectError(.badRequest, naming: "limit")
            }
            try await ann.get("/image-files/similar/99999").expectError(.notFound)
            try await ann.get("/image-files/similar/none").expectError(.notFound)
        }
    }
}
