import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImagineAI: uploads and what is made of them")
struct UploadStories {
    @Test("an image is uploaded, goes through the five steps, and its product becomes active")
    func wholeLife() async throws {
        try await withImagineAI {
            $0.reader = FakeReader().reader
        } _: { nobody in
            let ann = try await nobody.join("ann")
            let id = try await ann.product("Invoice")
            let answer = try await ann.form(
                "/api/v1/uploads/direct", file: try Picture.bytes("camera.jpg"),
                named: "C:\\My Pictures\\invoice é.jpg",
                ["product_id": id]
            ).expect(.ok)
            #expect(answer.json.names == ["image_id", "job_id", "status", "message"])
            #expect(answer["status"] == "queued")
            let image = try #require(answer["image_id"]?.text)
            let job = try #require(answer["job_id"]?.text)

            let product = try await ann.get("/products/\(id)")
            #expect(product["status"] == "processing")
            let shown = try #require(product["images"]?[0])
            #expect(
                shown.names == [
                    "id", "s3_key", "original_filename", "content_type", "file_size_bytes", "width", "height",
                    "is_primary", "upload_status", "created_at",
                ])
            #expect(shown["id"]?.text == image)
            #expect(shown["original_filename"] == "invoice é.jpg")
            #expect(shown["content_type"] == "image/jpeg")
            #expect(shown["is_primary"] == true)
            #expect(shown["upload_status"] == "uploaded")
            let key = try #require(shown["s3_key"]?.text)
            #expect(key.wholeMatch(of: /products\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/[0-9a-f]{8}_invoice__.jpg/) != nil)

            let waiting = try await ann.get("/jobs/\(job)").expect(.ok)
            #expect(waiting["status"] == "queued")
            #expect(waiting["job_type"] == "single")
            #expect(waiting["steps"]?.texts("status") == Array(repeating: "pending", count: 5))
            #expect(try await ann.get("/analysis/\(image)").expect(.ok)["status"] == "pending")

            try await ann.process()
            let done = try await ann.get("/batch/\(job)").expect(.ok)
            #expect(done["status"] == "completed")
            #expect(done["processed_images"] == 1)
            #expect(
                done["steps"]?.texts("step_name") == [
                    "preprocess", "classify", "extract_attributes", "detect_defects", "generate_description",
                ])
            for step in done["steps"]?.elements ?? [] {
                #expect(step["status"] == "completed")
                #expect(step["duration_ms"]?.integer ?? -1 >= 0)
                #expect(step["started_at"]?.text != nil && step["completed_at"]?.text != nil)
            }

            let after = try await ann.get("/products/\(id)")
            #expect(after["status"] == "active")
            #expect(after["ai_description"]?.text?.contains("INVOICE #4932") == true)
            #expect(after["category"] == .null)
            let analysis = try await ann.get("/analysis/\(image)").expect(.ok)
            #expect(
                analysis.json.names == [
                    "id", "product_image_id", "model_version", "classification_label", "classification_confidence",
                    "classification_scores", "description_text", "description_model", "processing_time_ms", "status",
                    "error_message", "extracted_attributes", "detected_defects", "created_at", "updated_at",
                ])
            #expect(analysis["status"] == "completed")
            #expect(analysis["product_image_id"]?.text == image)
            #expect(analysis["classification_label"] == "unknown")
            #expect(analysis["description_model"] == "builtin")
            let attributes = try #require(analysis["extracted_attributes"])
            #expect(attributes.texts("attribute_name").contains("color"))
            #expect(
                attributes.elements.first { $0["attribute_name"] == "orientation" }?["attribute_value"] == "portrait")
            #expect(
                attributes.elements.first { $0["attribute_name"] == "text" }?["attribute_value"]?.text
                    == FakeReader.paragraphs)
            #expect(try await ann.get("/products/\(id)/analysis").json == .array([analysis.json]))
        }
    }

    @Test("the product may be named in the query, and the bytes say what the image is")
    func productInQuery() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let id = try await ann.product("Sea")
            try await ann.form(
                "/imagineai/api/v1/uploads/direct?product_id=\(id)", file: try Picture.bytes("sea.gif"),
                named: "sea.jpg"
            ).expect(.ok)
            let image = try await ann.get("/products/\(id)")["images"]?[0]
            #expect(image?["content_type"] == "image/gif")
            #expect(image?["original_filename"] == "sea.jpg")
        }
    }

    @Test("what is no image of a format that is taken is refused, and leaves nothing behind")
    func refused() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let id = try await ann.product("Sea")
            let good = try Picture.bytes("sea.gif")
            func send(_ bytes: [UInt8]?, _ texts: [String: String], to query: String = "") async throws -> Reply {
                try await ann.form("/api/v1/uploads/direct" + query, file: bytes, texts)
            }
            try await send(Array("<html>".utf8), ["product_id": id]).expectError(.unprocessableContent, naming: "file")
            try await send([], ["product_id": id]).expectError(.unprocessableContent, naming: "file")
            try await send(try Picture.bytes("cut.jpg"), ["product_id": id])
                .expectError(.unprocessableContent, naming: "file")
            try await send(nil, ["product_id": id]).expectError(.unprocessableContent, naming: "file")
            try await send(try Picture.bytes("hill.bmp"), ["product_id": id]).expectError(.unsupportedMediaType)
            try await send(good, [:]).expectError(.unprocessableContent, naming: "product_id")
            try await send(good, ["product_id": "7"]).expectError(.unprocessableContent, naming: "product_id")
            try await send(good, [:], to: "?product_id=7").expectError(.unprocessableContent, naming: "product_id")
            try await send(good, ["product_id": UUID().uuidString]).expectError(.notFound)
            try await ann.post("/api/v1/uploads/direct", ["product_id": .string(id)]).expectError(.unsupportedMediaType)
            let product = try await ann.get("/products/\(id)")
            #expect(product["images"] == [])
            #expect(product["status"] == "draft")
            #expect(try await ann.get("/jobs")["total"] == 0)
        }
    }

    @Test("an image takes the category that the owner gave to what looks like it, and fills the product's")
    func nearestLabel() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            for number in 1...3 {
                let labelled = try await ann.product("Cat \(number)", ["category": "cats"])
                _ = try await ann.upload("export.jpg", to: labelled)
            }
            try await ann.process()
            let id = try await ann.product("What is this?")
            let image = try await ann.upload("camera.jpg", to: id).image
            let own = try await ann.product("Mine", ["category": "dogs"])
            _ = try await ann.upload("camera.jpg", to: own)
            try await ann.process()
            let analysis = try await ann.get("/analysis/\(image)")
            #expect(analysis["classification_label"] == "cats")
            #expect(try await ann.get("/products/\(id)")["category"] == "cats")
            #expect(try await ann.get("/products/\(own)")["category"] == "dogs")

            // Nobody else's labels count.
            let bob = try await nobody.join("bob")
            let his = try await bob.upload("camera.jpg", to: try await bob.product("Cat")).image
            try await bob.process()
            #expect(try await bob.get("/analysis/\(his)")["classification_label"] == "unknown")
            #expect(try await bob.get("/analysis/\(his)")["classification_confidence"] == .number(0))
        }
    }
}
