import Foundation
import Gateway
import HTTPTypes
import ImageKit
import Library
import Pixels
import SurfaceTesting
import Testing

@Suite("ImaLink: previews")
struct PreviewStories {
    @Test("a hotpreview is an upright JPEG of 300 pixels, under its hash, with the documented headers")
    func hotpreview() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload("camera.jpg")
            let preview = try await ann.get("/photos/\(told.hothash)/hotpreview").expect(.ok)
            #expect(preview.header("Content-Type") == "image/jpeg")
            #expect(preview.header("Cache-Control") == "public, max-age=3600")
            #expect(preview.header("Content-Disposition") == "inline; filename=hotpreview_\(told.hothash).jpg")
            #expect(preview.header("Vary")?.contains("Authorization") == true)
            #expect(preview.header("ETag") == "\"\(told.hothash)\"")
            let picture = try ImageFile(bytes: preview.bytes)
            #expect(picture.format == .jpeg)
            // 600 × 800 upright.
            #expect(picture.uprightSize == PixelSize(width: 225, height: 300))
            let digest = try sha256(preview.bytes)
            #expect(digest == told.hothash)
            let byFile = try await ann.get(
                "/image-files/\(told.file)/hotpreview", [.accept: "image/webp"]
            ).expect(.ok)
            #expect(byFile.bytes == preview.bytes)
            #expect(byFile.header("Content-Type") == "image/jpeg")
            #expect(byFile.header("Cache-Control") == "public, max-age=3600")
        }
    }

    @Test("a preview that the client has is a 304, a part of one a 206, and a part beyond its end a 416")
    func conditions() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload("wide.jpg")
            for path in ["hotpreview", "coldpreview", "coldpreview?width=500"] {
                let path = "/photos/\(told.hothash)/\(path)"
                let whole = try await ann.get(path).expect(.ok)
                let tag = try #require(whole.header("ETag"))
                let same = try await ann.get(path, [.ifNoneMatch: tag]).expect(.notModified)
                #expect(same.bytes.isEmpty)
                #expect(same.header("ETag") == tag)
                let part = try await ann.get(path, [.range: "bytes=10-19"]).expect(.partialContent)
                #expect(part.bytes == Array(whole.bytes[10...19]))
                #expect(part.header("Content-Range") == "bytes 10-19/\(whole.bytes.count)")
                try await ann.get(path, [.range: "bytes=9999999-"]).expectError(.rangeNotSatisfiable)
            }
        }
    }

    @Test("the token may stand in the query of a picture's path, and of no other")
    func tokenInQuery() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let told = try await ann.upload("other.png")
            let token = try #require(ann.token)
            for path in [
                "/photos/\(told.hothash)/hotpreview", "/photos/\(told.hothash)/coldpreview",
                "/image-files/\(told.file)/hotpreview",
            ] {
                try await client.get(path + "?token=\(token)").expect(.ok)
                try await client.get(path).expectError(.unauthorized)
                try await client.get(path + "?token=x").expectError(.unauthorized)
                try await client.get(path + "?token=\(bob.token ?? "")").expectError(.notFound)
            }
            try await client.get("/photos?token=\(token)").expectError(.unauthorized)
        }
    }

    @Test("a coldpreview fits inside what is asked for, keeps its aspect, and is never enlarged")
    func coldpreviewSizes() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            // 1500 × 1000, so 1200 × 800 is kept.
            let told = try await ann.upload("wide.jpg")
            func size(_ query: String) async throws -> PixelSize {
                let picture = try await ann.get("/photos/\(told.hothash)/coldpreview\(query)").expect(.ok)
                #expect(
                    picture.header("Content-Disposition") == "inline; filename=coldpreview_\(told.hothash).jpg")
                return try ImageFile(bytes: picture.bytes).storedSize
            }
            #expect(try await size("") == PixelSize(width: 1200, height: 800))
            #expect(try await size("?width=600") == PixelSize(width: 600, height: 400))
            #expect(try await size("?height=200") == PixelSize(width: 300, height: 200))
            #expect(try await size("?width=900&height=300") == PixelSize(width: 450, height: 300))
            #expect(try await size("?width=2000&height=2000") == PixelSize(width: 1200, height: 800))
            for query in ["?width=99", "?width=2001", "?height=99", "?height=x"] {
                let name = String(query.dropFirst().prefix { $0 != "=" })
                try await ann.get("/photos/\(told.hothash)/coldpreview\(query)")
                    .expectError(.badRequest, naming: name)
            }
            let small = try await ann.upload("sea.gif")
            let kept = try await ann.get("/photos/\(small.hothash)/coldpreview?width=2000")
            #expect(try ImageFile(bytes: kept.bytes).storedSize == PixelSize(width: 160, height: 120))
        }
    }

    @Test("a coldpreview is put, replaced and deleted; without one there is a 404")
    func coldpreviewLife() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.tell("preview-a.jpg")
            let path = "/photos/\(told.hothash)/coldpreview"
            try await ann.get(path).expectError(.notFound)
            try await ann.delete(path).expectError(.notFound)
            let answer = try await ann.form(path, file: try Picture.bytes("camera.jpg"), by: .put).expect(.ok)
            #expect(answer["status"] == "success")
            #expect(answer["data"]?["hothash"]?.text == told.hothash)
            #expect(answer["data"]?["coldpreview_path"]?.text?.isEmpty == false)
            let first = try await ann.get(path).expect(.ok)
            #expect(try ImageFile(bytes: first.bytes).storedSize == PixelSize(width: 600, height: 800))
            try await ann.form(path, file: try Picture.bytes("wide.jpg"), by: .put).expect(.ok)
            let second = try await ann.get(path).expect(.ok)
            #expect(try ImageFile(bytes: second.bytes).storedSize == PixelSize(width: 1200, height: 800))
            #expect(second.header("ETag") != first.header("ETag"))

            try await ann.form(path, file: try Picture.bytes("cut.jpg"), by: .put).expectError(.badRequest)
            try await ann.form(path, file: Array("text".utf8), by: .put).expectError(.badRequest)
            try await ann.form(path, file: nil, by: .put).expectError(.badRequest, naming: "file")
            try await ann.send(.put, path, body: [1], type: "image/jpeg").expectError(.unsupportedMediaType)
            #expect(try await ann.get(path).bytes == second.bytes)

            let deleted = try await ann.delete(path).expect(.ok)
            #expect(deleted["success"] == true)
            try await ann.get(path).expectError(.notFound)
            #expect(try await ann.get("/photos/\(told.hothash)")["has_coldpreview"] == false)
        }
    }

    @Test("a size is made once, kept as a file, and made again where the file was lost or spoilt")
    func cachedSizes() async throws {
        try await withImaLink { settings in
            settings.media.previewMemoryBytes = 0
        } _: { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload("wide.jpg")
            let path = "/photos/\(told.hothash)/coldpreview?width=400"
            let made = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<6 { group.addTask { try await ann.get(path).expect(.ok).bytes } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(made.count == 1)
            let cache = client.folder + "/cache/previews"
            let names = try FileManager.default.contentsOfDirectory(atPath: cache)
            #expect(names.count == 1)
            // Asked another way, it is the same size.
            try await ann.get("/photos/\(told.hothash)/coldpreview?width=400&height=300").expect(.ok)
            #expect(try FileManager.default.contentsOfDirectory(atPath: cache).count == 1)

            let file = cache + "/" + (try #require(names.first))
            try Data(repeating: 0, count: 5000).write(to: URL(filePath: file))
            #expect(try await ann.get(path).expect(.ok).bytes == made.first)
            #expect(try Data(contentsOf: URL(filePath: file)) == made.first.map { Data($0) })
            try FileManager.default.removeItem(atPath: cache)
            #expect(try await ann.get(path).expect(.ok).bytes == made.first)
        }
    }

    @Test("the cache of sizes stays within its budget")
    func cacheBudget() async throws {
        try await withImaLink { settings in
            settings.media.previewCacheBytes = 60_000
        } _: { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload("wide.jpg")
            for width in stride(from: 400, through: 800, by: 20) {
                try await ann.get("/photos/\(told.hothash)/coldpreview?width=\(width)").expect(.ok)
            }
            let cache = client.folder + "/cache/previews"
            let sizes = try FileManager.default.contentsOfDirectory(atPath: cache).map { name in
                try FileManager.default.attributesOfItem(atPath: cache + "/" + name)[.size] as? Int ?? 0
            }
            #expect(!sizes.isEmpty)
            #expect(sizes.reduce(0, +) <= 60_000)
            #expect(sizes.count < 21)
        }
    }

    private func sha256(_ bytes: [UInt8]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sha256sum")
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: bytes)
        try input.fileHandleForWriting.close()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return String(text.prefix(64))
    }
}
