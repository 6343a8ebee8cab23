import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImagineAI: jobs")
struct JobStories {
    @Test("a batch processes each image once, whoever joins when, and tells each change once and in order")
    func batch() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let id = try await ann.product("Sea")
            var images: [String] = []
            for _ in 1...4 { images.append(try await ann.upload("field.webp", to: id).image) }
            let answer = try await ann.post(
                "/batch",
                ["product_id": .string(id), "image_ids": .array((images + images.prefix(1)).map(JSONValue.string))]
            ).expect(.created)
            #expect(
                answer.json.names == [
                    "id", "user_id", "job_type", "status", "total_images", "processed_images", "failed_images",
                    "celery_task_id", "started_at", "completed_at", "error_message", "steps", "created_at",
                    "updated_at",
                ])
            #expect(answer["job_type"] == "batch")
            #expect(answer["total_images"] == 4)
            #expect(answer["steps"]?.count == 20)
            #expect(answer["started_at"]?.text != nil)
            let job = try #require(answer["id"]?.text)

            async let live = ann.events(of: job)
            try await ann.process(workers: 3)
            let late = try await ann.events(of: job)
            #expect(try await live == late)

            #expect(late.last?.kind == .jobComplete)
            #expect(late.last?.completed == 4)
            #expect(late.last?.total == 4)
            for image in images {
                let told = late.filter { $0.image == image }
                #expect(told.map { "\($0.step ?? "") \($0.status)" } == Self.allSteps)
                #expect(told.map(\.completed) == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5])
                #expect(told.allSatisfy { $0.total == 5 && $0.kind == .stepUpdate })
            }
            #expect(late.count == 41)
            let done = try await ann.get("/batch/\(job)")
            #expect(done["processed_images"] == 4)
            #expect(done["failed_images"] == 0)
            #expect(done["completed_at"]?.text != nil)
        }
    }

    static let allSteps = ProcessingStep.Name.allCases.flatMap {
        ["\($0.rawValue) running", "\($0.rawValue) completed"]
    }

    @Test("a batch is refused for what it can't be made of")
    func badBatch() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            let id = try await ann.product("Sea")
            let image = try await ann.upload("sea.gif", to: id).image
            let his = try await bob.upload("sea.gif", to: try await bob.product("Sea")).image
            let elsewhere = try await ann.upload("sea.gif", to: try await ann.product("Other")).image
            func send(_ product: JSONValue, _ images: JSONValue) async throws -> Reply {
                try await ann.post("/batch", ["product_id": product, "image_ids": images])
            }
            let product = JSONValue.string(id)
            try await send(product, []).expectError(.unprocessableContent, naming: "image_ids")
            try await send(product, "x").expectError(.unprocessableContent, naming: "image_ids")
            try await send(product, ["x"]).expectError(.unprocessableContent, naming: "image_ids")
            try await send(product, [5]).expectError(.unprocessableContent, naming: "image_ids")
            for stray in [his, elsewhere, UUID().uuidString] {
                try await send(product, [.string(image), .string(stray)])
                    .expectError(.unprocessableContent, naming: stray.lowercased())
            }
            let many = (0...Processing.mostImages).map { _ in JSONValue.string(UUID().uuidString) }
            try await send(product, .array(many)).expectError(.unprocessableContent, naming: "image_ids")
            try await send("x", [.string(image)]).expectError(.unprocessableContent, naming: "product_id")
            try await send(.string(UUID().uuidString), [.string(image)]).expectError(.notFound)
            try await bob.post("/batch", ["product_id": product, "image_ids": [.string(image)]]).expectError(.notFound)
        }
    }

    @Test("a cancelled batch ends at once, gives the product its status back, and says so to who follows")
    func cancel() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            let id = try await ann.product("Sea", ["status": "archived"])
            let first = try await ann.upload("sea.gif", to: id)
            let second = try await ann.upload("field.webp", to: id)
            try await ann.delete("/batch/\(first.job)").expect(.noContent)
            #expect(try await ann.get("/products/\(id)")["status"] == "processing")
            try await ann.get("/analysis/\(first.image)").expectError(.notFound)
            try await bob.delete("/batch/\(second.job)").expectError(.notFound)
            try await ann.delete("/batch/\(second.job)").expect(.noContent)
            try await ann.delete("/batch/\(second.job)").expect(.noContent)

            #expect(try await ann.get("/products/\(id)")["status"] == "archived")
            let job = try await ann.get("/jobs/\(second.job)")
            #expect(job["status"] == "cancelled")
            #expect(job["steps"]?.texts("status") == Array(repeating: "skipped", count: 5))
            let told = try await ann.events(of: second.job)
            #expect(told.map(\.kind) == [.jobFailed])
            #expect(told.first?.data.contains(#""status":"cancelled""#) == true)
            // Nothing of it is left to be done: workers that find work find none of it.
            let third = try await ann.upload("sea.gif", to: id)
            try await ann.process(workers: 1)
            #expect(try await ann.get("/jobs/\(third.job)")["status"] == "completed")
            #expect(try await ann.get("/jobs/\(second.job)").json == job.json)
            #expect(try await ann.events(of: second.job) == told)
        }
    }

    @Test("a job that has ended of itself can't be cancelled")
    func cancelEnded() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let uploaded = try await ann.upload("sea.gif", to: try await ann.product("Sea"))
            try await ann.process()
            try await ann.delete("/batch/\(uploaded.job)").expectError(.conflict)
        }
    }

    @Test(
        "a step that fails says why, the rest is skipped, and the product gets its status back; a retry is another job")
    func failure() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let id = try await ann.product("Sea")
            let uploaded = try await ann.upload("sea.gif", to: id)
            let kept = try Picture.bytes("sea.gif")
            // The disk loses what it was given.
            let files = FileManager.default
            let blobs = ann.folder + "/blobs"
            let lost = try #require(
                try files.subpathsOfDirectory(atPath: blobs).first {
                    files.contents(atPath: blobs + "/" + $0).map(Array.init) == kept
                })
            try files.removeItem(atPath: blobs + "/" + lost)
            try await ann.process()

            let job = try await ann.get("/jobs/\(uploaded.job)")
            #expect(job["status"] == "failed")
            #expect(job["failed_images"] == 1)
            #expect(job["error_message"]?.text?.isEmpty == false)
            #expect(
                job["steps"]?.texts("status") == ["failed", "skipped", "skipped", "skipped", "skipped"])
            #expect(job["steps"]?[0]?["error_message"] == job["error_message"])
            let analysis = try await ann.get("/analysis/\(uploaded.image)")
            #expect(analysis["status"] == "failed")
            #expect(analysis["error_message"] == job["error_message"])
            #expect(try await ann.get("/products/\(id)")["status"] == "draft")
            let told = try await ann.events(of: uploaded.job)
            #expect(
                told.map(\.status) == ["running", "failed", "skipped", "skipped", "skipped", "skipped", "failed"])
            #expect(told.last?.kind == .jobFailed)

            try Data(kept).write(to: URL(filePath: blobs + "/" + lost))
            let retry = try await ann.post("/analysis/\(uploaded.image)/retry").expect(.ok)
            #expect(retry.json.names == ["job_id", "status", "message"])
            #expect(retry["job_id"]?.text != uploaded.job)
            try await ann.process()
            #expect(try await ann.get("/analysis/\(uploaded.image)")["status"] == "completed")
            #expect(try await ann.get("/products/\(id)")["status"] == "active")
        }
    }

    @Test("jobs are listed newest first, by status and in pages; the dashboard counts exactly")
    func lists() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            #expect(
                try await ann.get("/dashboard/stats").json == [
                    "total_products": 0, "total_images": 0, "completed_analyses": 0, "total_defects": 0,
                    "active_jobs": 0, "avg_processing_time_ms": 0,
                ])
            let sea = try await ann.product("Sea", ["category": "water"])
            _ = try await ann.product("Lake", ["category": "water"])
            _ = try await ann.product("Boot", ["category": "shoes"])
            _ = try await ann.product("Thing")
            let first = try await ann.upload("sea.gif", to: sea).job
            try await ann.process()
            let second = try await ann.upload("field.webp", to: sea).job
            let third = try await ann.upload("field.webp", to: sea).job
            try await ann.delete("/batch/\(third)").expect(.noContent)

            let all = try await ann.get("/jobs").expect(.ok)
            #expect(all.json.names == ["items", "total"])
            #expect(all["items"]?.texts("id") == [third, second, first])
            #expect(all["total"] == 3)
            #expect(try await ann.get("/jobs?limit=1&offset=1")["items"]?.texts("id") == [second])
            #expect(try await ann.get("/jobs?status=completed")["items"]?.texts("id") == [first])
            #expect(try await ann.get("/jobs?status=completed")["total"] == 1)
            try await ann.get("/jobs?status=done").expectError(.unprocessableContent, naming: "status")
            try await ann.get("/jobs?offset=-1").expectError(.unprocessableContent, naming: "offset")

            let stats = try await ann.get("/dashboard/stats").json
            #expect(stats["total_products"] == 4)
            #expect(stats["total_images"] == 3)
            #expect(stats["completed_analyses"] == 1)
            #expect(stats["active_jobs"] == 1)
            let recent = try await ann.get("/dashboard/recent").json
            #expect(recent.texts("id") == [third, second, first])
            #expect(
                recent[0]?.names == [
                    "id", "job_type", "status", "total_images", "processed_images", "created_at", "completed_at",
                ])
            #expect(
                try await ann.get("/dashboard/category-distribution").json == [
                    ["category": "water", "count": 2], ["category": "shoes", "count": 1],
                ])
            #expect(try await nobody.join("bob").get("/jobs").json == ["items": [], "total": 0])
        }
    }
}
