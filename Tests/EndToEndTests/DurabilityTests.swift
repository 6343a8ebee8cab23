import Foundation
import Testing

@Suite("An acknowledged upload is kept, whatever happens next")
struct DurabilityTests {
    @Test("the same file from eight connections at once makes one photo, seven 409s and one blob")
    func sameFileAtOnce() async throws {
        let folder = try TemporaryFolder()
        let server = try RunningServer(dataFolder: folder)
        let client = try await Client("ann", at: server.address)
        let picture = try Picture.jpeg(seed: 1)

        let answers = try await withThrowingTaskGroup(of: Client.Answer.self) { group in
            for copy in 0..<8 { group.addTask { try await client.upload(picture, as: "copy\(copy).jpg") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(answers.map(\.status).sorted() == [201] + Array(repeating: 409, count: 7))
        let photos = try await client.get("/api/v1/photos")
        #expect((photos.json["meta"] as? [String: Any])?["total"] as? Int == 1)
        let created = try #require(answers.first { $0.status == 201 }?.json["photo_hothash"] as? String)
        for refused in answers where refused.status == 409 {
            #expect((refused.json["detail"] as? String)?.contains(created) == true)
        }
        // The file itself, its hotpreview and its coldpreview.
        #expect(try folder.files(under: "data/blobs").count == 3)
    }

    @Test("SIGKILL while eight connections upload loses nothing that was acknowledged and leaves nothing half")
    func killedWhileUploading() async throws {
        let folder = try TemporaryFolder()
        var server = try RunningServer(dataFolder: folder)
        let client = try await Client("ann", at: server.address)
        let acknowledged = Acknowledged()

        try await withThrowingTaskGroup(of: Void.self) { group in
            for connection in 0..<8 {
                group.addTask {
                    for number in 0..<1000 {
                        let picture = try Picture.jpeg(seed: UInt64(connection * 1000 + number + 1))
                        // The server dies in the middle of this; what it did not answer, it did not promise.
                        guard let answer = try? await client.upload(picture, as: "\(connection)-\(number).jpg")
                        else { return }
                        #expect(answer.status == 201)
                        if let hothash = answer.json["photo_hothash"] as? String { await acknowledged.add(hothash) }
                    }
                }
            }
            while await acknowledged.hothashes.count < 40 { try await Task.sleep(for: .milliseconds(10)) }
            server.kill()
            try await group.waitForAll()
        }

        server = try RunningServer(dataFolder: folder)
        let again = try await Client("ann", at: server.address)
        let kept = await acknowledged.hothashes
        #expect(kept.count >= 40)
        for hothash in kept {
            let photo = try await again.get("/api/v1/photos/\(hothash)")
            #expect(photo.status == 200)
            #expect((photo.json["image_files"] as? [Any])?.count == 1)
            let preview = try await again.get("/api/v1/photos/\(hothash)/hotpreview")
            #expect(preview.status == 200)
            #expect(preview.body.prefix(2) == Data([0xFF, 0xD8]) && preview.body.suffix(2) == Data([0xFF, 0xD9]))
        }
        #expect(server.terminate() == 0)
        let verify = try run([RunningServer.binary.path, "verify", "--data-dir", folder.path("data")])
        #expect(verify.exitCode == 0, "\(verify.output)\(verify.complaints)")
    }

    private actor Acknowledged {
        private(set) var hothashes: Set<String> = []
        func add(_ hothash: String) { hothashes.insert(hothash) }
    }
}
