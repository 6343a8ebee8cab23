import Foundation
import Gateway
import HTTPTypes
import Library
import S3Testing
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

    /// PUTs as a browser would, without our session, where the URL says: here, or in the bucket. Gives the status.
    private func put(
        _ bytes: [UInt8], _ offer: Reply, by nobody: SurfaceClient, in home: TestedHome, type: String = "image/gif"
    ) async throws -> Int {
        let text = try #require(offer["upload_url"]?.text)
        switch home {
        case .bucket: return try await S3Client.put(text, bytes, type: type)
        case .folder:
            let url = try #require(URL(string: text))
            let path = "\(url.path)?\(url.query(percentEncoded: true) ?? "")"
            return try await nobody.send(.put, path, body: bytes, type: type).status.code
        }
    }

    private func withHome(
        _ home: TestedHome, clock: TestClock? = nil, _ story: @escaping @Sendable (SurfaceClient) async throws -> Void
    ) async throws {
        let bucket = try home == .bucket ? MotoServer.running().settings() : nil
        try await withImagineAI {
            $0.s3 = bucket
            if let clock { $0.clock = clock.clock }
        } _: {
            try await story($0)
        }
    }

    @Test(
        "an image is announced, put, confirmed, and processed; a PUT after that changes nothing",
        arguments: TestedHome.allCases)
    func wholeFlow(in home: TestedHome) async throws {
        try await withHome(home) { nobody in
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

            #expect(try await put(bytes, offered, by: nobody, in: home) == 200)
            let confirmed = try await ann.post("/api/v1/uploads/confirm", confirm).expect(.ok)
            #expect(confirmed["image_id"] == image)
            #expect(confirmed["status"] == "queued")
            // Whoever did not hear the answer asks again, and has the same job.
            let again = try await ann.post("/api/v1/uploads/confirm", confirm).expect(.ok)
            #expect(again["job_id"] == confirmed["job_id"])
            // S3 knows nothing of a confirmation and takes it. Nobody reads it.
            let other = Array(bytes.reversed())
            #expect(try await put(other, offered, by: nobody, in: home) == (home == .folder ? 409 : 200))

            try await ann.process()
            let told = try await ann.events(of: try #require(confirmed["job_id"]?.text))
            #expect(told.map { "\($0.step ?? "") \($0.status)" }.dropLast() == JobStories.allSteps[...])
            #expect(told.last?.kind == .jobComplete)
            let shown = try await ann.get("/products/\(product)")
            #expect(shown["status"] == "active")
            #expect(shown["images"]?[0]?["upload_status"] == "uploaded")
            #expect(shown["images"]?[0]?["file_size_bytes"] == .integer(Int64(bytes.count)))
            #expect(try await ann.get("/dashboard/stats")["total_images"] == 1)
            #expect(try await ann.library.verify().isSound)
        }
    }

    @Test("what is put has to be what was announced, and only its owner confirms it", arguments: TestedHome.allCases)
    func strangersAndLiars(in home: TestedHome) async throws {
        try await withHome(home) { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            let product = try await ann.product("Sea")
            let bytes = try Picture.bytes("sea.gif")
            let offered = try await offer(ann, product, size: bytes.count).expect(.ok)
            let confirm: JSONValue = ["image_id": try #require(offered["image_id"])]
            // To S3 whatever differs from what was signed is a signature that is wrong.
            func refused(_ here: Int) -> Int { home == .folder ? here : 403 }
            #expect(try await put(bytes + [0], offered, by: nobody, in: home) == refused(413))
            #expect(try await put(bytes.dropLast(), offered, by: nobody, in: home) == refused(400))
            #expect(try await put(bytes, offered, by: nobody, in: home, type: "image/png") == refused(415))
            try await ann.post("/api/v1/uploads/confirm", confirm).expectError(.conflict)
            try await bob.post("/api/v1/uploads/confirm", confirm).expectError(.notFound)

            // Of the announced size and type, and no image: it may be put once more.
            #expect(try await put(Array(repeating: 7, count: bytes.count), offered, by: nobody, in: home) == 200)
            try await ann.post("/api/v1/uploads/confirm", confirm).expectError(.unprocessableContent, naming: "file")
            #expect(try await put(bytes, offered, by: nobody, in: home) == 200)
            try await ann.post("/api/v1/uploads/confirm", confirm).expect(.ok)
        }
    }

    @Test("a URL that has run out takes nothing", arguments: TestedHome.allCases)
    func expired(in home: TestedHome) async throws {
        // A bucket goes by the time that it is.
        let clock = TestClock(start: Date(timeIntervalSinceNow: -3601))
        try await withHome(home, clock: clock) { nobody in
            let ann = try await nobody.join("ann")
            let bytes = try Picture.bytes("sea.gif")
            let offered = try await offer(ann, try await ann.product("Sea"), size: bytes.count).expect(.ok)
            clock.advance(seconds: 3601)
            #expect(try await put(bytes, offered, by: nobody, in: home) == 403)
            let later = try await nobody.login("ann")
            try await later.post("/api/v1/uploads/confirm", ["image_id": try #require(offered["image_id"])])
                .expectError(.conflict)
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
