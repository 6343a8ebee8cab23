import Foundation
import Gateway
import HTTPTypes
import ImageKit
import Pixels
import SurfaceTesting
import Testing

@Suite("ImaLink: coldpreviews as WebP and AVIF, and what stands for a photo until they are there")
struct WebPStories {
    @Test(
        "a client that asks for a WebP or an AVIF gets one of the same size, under a tag of its own",
        arguments: [ImageFormat.webp, .avif])
    func asked(format: ImageFormat) async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let path = "/photos/\(try await ann.upload("wide.jpg").hothash)/coldpreview"
            for size in ["", "&width=400"] {
                let jpeg = try await ann.get("\(path)?format=jpeg\(size)").expect(.ok)
                // Made, from memory, and part of it.
                let answer = try await ann.get("\(path)?format=\(format)\(size)").expect(.ok)
                #expect(answer.header("Content-Type") == format.mimeType)
                #expect(answer.header("Content-Disposition")?.hasSuffix(".\(format)") == true)
                let (made, plain) = (try ImageFile(bytes: answer.bytes), try ImageFile(bytes: jpeg.bytes))
                #expect(made.format == format && plain.format == .jpeg)
                #expect(made.storedSize == plain.storedSize)
                #expect(answer.bytes.count < jpeg.bytes.count)
                let etag = try #require(answer.header("ETag"))
                #expect(etag != jpeg.header("ETag"))
                let again = try await ann.get("\(path)?format=\(format)\(size)").expect(.ok)
                #expect(again.bytes == answer.bytes && again.header("Content-Type") == format.mimeType)
                try await ann.get("\(path)?format=\(format)\(size)", [.ifNoneMatch: etag]).expect(.notModified)
                try await ann.get("\(path)?format=jpeg\(size)", [.ifNoneMatch: etag]).expect(.ok)
            }
        }
    }

    @Test("without being asked by name it is a JPEG, whatever Accept says")
    func accept() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let hothash = try await ann.upload("wide.jpg").hothash
            for path in ["coldpreview", "coldpreview?width=400", "hotpreview", "hotpreview?format=webp"] {
                let answer = try await ann.get("/photos/\(hothash)/\(path)", [.accept: "image/webp"]).expect(.ok)
                #expect(answer.header("Content-Type") == "image/jpeg")
            }
            try await ann.get("/photos/\(hothash)/coldpreview?format=gif").expectError(.badRequest, naming: "format")
        }
    }

    @Test("a WebP is nobody else's, and gone with its photo")
    func ownership() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let hothash = try await ann.upload("wide.jpg").hothash
            let path = "/photos/\(hothash)/coldpreview?format=webp&width=300"
            for _ in 0..<2 { try await ann.get(path).expect(.ok) }
            try await bob.get(path).expectError(.notFound)
            try await ann.delete("/photos/\(hothash)").expect(.ok)
            try await ann.get(path).expectError(.notFound)
        }
    }

    @Test("a photo has a ThumbHash from the start, in lists too, whoever's client made its preview")
    func thumbHash() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let sent = try await ann.upload("wide.jpg").hothash
            let told = try await ann.tell("preview-a.jpg").hothash
            for hothash in [sent, told] {
                let text = try #require(try await ann.get("/photos/\(hothash)")["thumbhash"]?.text)
                #expect((5...25).contains(try #require(Data(base64Encoded: text)).count))
                let list = try await ann.get("/photos")["data"]?.elements ?? []
                #expect(list.contains { $0["hothash"]?.text == hothash && $0["thumbhash"]?.text == text })
            }
            // What is known of a content is not decoded again, and its ThumbHash is there all the same.
            _ = try await bob.upload("wide.jpg")
            let his = try await bob.get("/photos/\(sent)")["thumbhash"]?.text
            #expect(try await ann.get("/photos/\(sent)")["thumbhash"]?.text == his && his != nil)
        }
    }
}
