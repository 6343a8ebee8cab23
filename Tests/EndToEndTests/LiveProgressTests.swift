import Foundation
import NIOHTTP1
import S3Testing
import Testing

@Suite("Jobs that are watched live")
struct LiveProgressTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The client of `scripts/walk-imagineai`, written in Python as the document's clients are.
    private func walk(_ arguments: String...) throws -> (exitCode: Int32, output: String, complaints: String) {
        try run([".tools/python/bin/python", "scripts/walk-imagineai"] + arguments, in: Self.root)
    }

    @Test(
        "fifty presigned uploads in one batch: who watches, and who joins half way, sees each change once and in order",
        arguments: TestedHome.allCases)
    func batch(in home: TestedHome) throws {
        let folder = try TemporaryFolder()
        var settings = ["CALOTYPE_RATE_LIMITS": "off"]
        if home == .bucket {
            let moto = try MotoServer.running()
            settings.merge(moto.variables(bucket: moto.freshBucket())) { $1 }
        }
        let server = try RunningServer(dataFolder: folder, settings: settings)
        let walked = try walk("batch", server.address, "50")
        #expect(walked.exitCode == 0, "\(walked.output)\(walked.complaints)")
        #expect(walked.output.contains(#""messages": 501"#))
    }

    @Test("a server that is killed in the middle of a batch goes on where it was, and tells nothing twice")
    func killed() async throws {
        let folder = try TemporaryFolder()
        let settings = ["CALOTYPE_RATE_LIMITS": "off"]
        var server = try RunningServer(dataFolder: folder, settings: settings)
        var client = try await Client("ann", at: server.address)
        let product = try #require(try await client.post("/api/v1/products", ["title": "Sea"]).json["id"] as? String)
        let picture = try Data(contentsOf: Self.root.appending(path: "fixtures/photos/field.webp"))
        var images: [String] = []
        for number in 1...12 {
            let answer = try await client.upload(
                Array(picture), as: "\(number).webp", to: "/api/v1/uploads/direct?product_id=\(product)")
            images.append(try #require(answer.json["image_id"] as? String))
        }
        let batch = try await client.post("/api/v1/batch", ["product_id": product, "image_ids": images])
        let job = try #require(batch.json["id"] as? String)

        for done in [2, 6] {
            while try await client.get("/api/v1/jobs/\(job)").json["processed_images"] as? Int ?? 0 < done {
                try await Task.sleep(for: .milliseconds(50))
            }
            server.kill()
            server = try RunningServer(dataFolder: folder, settings: settings)
            client = try await Client("ann", at: server.address)
        }
        let walked = try walk("follow", server.address, client.token, job)
        #expect(walked.exitCode == 0, "\(walked.output)\(walked.complaints)")
        #expect(walked.output.contains(#""messages": 121"#))
        let ended = try await client.get("/api/v1/jobs/\(job)").json
        #expect(ended["status"] as? String == "completed")
        #expect(ended["processed_images"] as? Int == 12)
        #expect(server.terminate() == 0)
    }
}
