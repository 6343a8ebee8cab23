import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImagineAI: presigned uploads")
struct PresignedStories {
    private func offer(
        _ ann: SurfaceClient, _ product: String, size: Int, type: String = "image/gif"
    ) async throws -> Reply {
        try await ann.post(
            "/api/v1/uploads/presigned-url",
            [
                "product_id": .string(product), "filename": "sea.gif", "content_type": .string(type),
                "file_size_bytes": .integer(Int64(size)),
            ])
    }

    /// PUTs as a browser would, without our session.
    private func put(
        _ bytes: [UInt8], _ offer: Reply, by nobody: SurfaceClient, type: String = "image/gif"
    ) async throws -> Reply {
        let url = try #require(URL(string: offer["upload_url"]?.text ?? ""))
        return try await nobody.send(
            .put, "\(url.path)?\(url.query(percentEncoded: true) ?? "")", body: bytes, type: type)
    }

    @Test("an image is announced, put, confirmed, and processed; a PUT after that changes nothing")
    func wholeFlow() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let product = try await ann.product("Sea")
            let bytes = try Picture.bytes("sea.gif")
            let offered = try await offer(ann, product, size: bytes.count).expect(.ok)
            #expect(offered.json.names == ["upload_url", "image_id", "s3_key", "expires_in"])
            #expect(offered["expires_in"] == 3600)
            let image = try #require(offered["image_id"])
            let announced = try await ann.get("/products/\(product)")["images"]?[0]
            #expect(announced?["id"] == image)
            #expect(announced?["upload_status"] == "pending")
            #expect(announced?["width"] == .null)
            #expect(announced?["s3_key"] == offered["s3_key"])
            #expect(try await ann.get("/dashboard/stats")["total_images"] == 0)
            let confirm: JSONValue = ["image_id": image]
            try await ann.post("/api/v1/uploads/confirm", confirm).expectError(.conflict)
            try await ann.post("/batch", ["product_id": .string(product), "image_ids": [image]]).expectError(.conflict)
            try await ann.post("/analysis/\(image.text ?? "")/retry").expectError(.conflict)

            try await put(bytes, offered, by: nobody).expect(.ok)
            let confirmed = try await ann.post("/api/v1/uploads/confirm", confirm).expect(.ok)
            #expect(confirmed["image_id"] == image)
            #expect(confirmed["status"] == "queued")
            // Whoever did not hear the answer asks again, and has the same job.
            let again = try await ann.post("/api/v1/uploads/confirm", confirm).expect(.ok)
            #expect(again["job_id"] == confirmed["job_id"])
            let other = Array(bytes.reversed())
            try await put(other, offered, by: nobody).expectError(.conflict)

            try await ann.process()
            let shown = try await ann.get("/products/\(product)")
            #expect(shown["status"] == "active")
            #expect(shown["images"]?[0]?["upload_status"] == "uploaded")
            #expect(shown["images"]?[0]?["file_size_bytes"] == .integer(Int64(bytes.count)))
            #expect(try await ann.get("/dashboard/stats")["total_images"] == 1)
            #expect(try await ann.library.verify().isSound)
        }
    }

    @Test("what is put has to be what was announced, and only its owner confirms it")
    func strangersAndLiars() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            let product = try await ann.product("Sea")
            let bytes = try Picture.bytes("sea.gif")
            let offered = try await offer(ann, product, size: bytes.count).expect(.ok)
            let confirm: JSONValue = ["image_id": try #require(offered["image_id"])]
            try await put(bytes + [0], offered, by: nobody).expectError(.contentTooLarge)
            try await put(bytes.dropLast(), offered, by: nobody).expectError(.badRequest)
            try await put(bytes, offered, by: nobody, type: "image/png").expectError(.unsupportedMediaType)
            try await ann.post("/api/v1/uploads/confirm", confirm).expectError(.conflict)
            try await bob.post("/api/v1/uploads/confirm", confirm).expectError(.notFound)

            // Of the announced size and type, and no image: it may be put once more.
            try await put(Array(repeating: 7, count: bytes.count), offered, by: nobody).expect(.ok)
            try await ann.post("/api/v1/uploads/confirm", confirm).expectError(.unprocessableContent, naming: "file")
            try await put(bytes, offered, by: nobody).expect(.ok)
            try await ann.post("/api/v1/uploads/confirm", confirm).expect(.ok)
        }
    }

    @Test("what can't be announced is refused by name")
    func badAnnouncements() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let product = try await ann.product("Sea")
            try await offer(ann, product, size: 0).expectError(.unprocessableContent, naming: "file_size_bytes")
            try await offer(ann, product, size: (50 << 20) + 1)
                .expectError(.unprocessableContent, naming: "file_size_bytes")
            try await offer(ann, product, size: 9, type: "image/bmp")
                .expectError(.unprocessableContent, naming: "content_type")
            try await offer(ann, "7", size: 9).expectError(.unprocessableContent, naming: "product_id")
            try await offer(ann, UUID().uuidString, size: 9).expectError(.notFound)
            try await offer(try await nobody.join("bob"), product, size: 9).expectError(.notFound)
            try await ann.post("/api/v1/uploads/confirm", ["image_id": "x"])
                .expectError(.unprocessableContent, naming: "image_id")
            try await ann.post("/api/v1/uploads/confirm", ["image_id": .string(UUID().uuidString)])
                .expectError(.notFound)
        }
    }

    @Test("an image that is announced and never put is forgotten after a day")
    func neverPut() async throws {
        let clock = TestClock()
        try await withImagineAI {
            $0.clock = clock.clock
        } _: { nobody in
            let ann = try await nobody.join("ann")
            let product = try await ann.product("Sea")
            try await offer(ann, product, size: 9).expect(.ok)
            clock.advance(seconds: 25 * 3600)
            await ann.library.tidy()
            let later = try await nobody.login("ann")
            #expect(try await later.get("/products/\(product)")["images"] == [])
        }
    }
}
