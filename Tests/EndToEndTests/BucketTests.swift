import Foundation
import NIOHTTP1
import S3Testing
import Testing

@Suite("A server whose blobs are in a bucket")
struct BucketTests {
    @Test("a picture is kept there, and comes back from there, whole and in ranges")
    func story() async throws {
        let moto = try MotoServer.running()
        let settings = moto.variables(bucket: moto.freshBucket())
        let folder = try TemporaryFolder()
        var server = try RunningServer(dataFolder: folder, settings: settings)
        var client = try await Client("ann", at: server.address)
        let picture = try Picture.jpeg(seed: 7)
        let made = try await client.upload(picture, as: "one.jpg")
        #expect(made.status == 201)
        let photo = try #require(made.json["photo_hothash"] as? String)
        let path = "/api/v1/photos/\(photo)/hotpreview"
        let preview = try await client.get(path)
        #expect(preview.status == 200)
        #expect(server.terminate() == 0)

        // Nothing but the bucket knows it any more.
        #expect(try !folder.files(under: "data").contains { $0.hasPrefix("blobs/") })
        try FileManager.default.removeItem(at: folder.url.appending(path: "data/cache"))
        server = try RunningServer(dataFolder: folder, settings: settings)
        client = try await Client("ann", at: server.address)
        #expect(try await client.get(path).body == preview.body)
        let part = try await Client.send(
            .GET, server.address + path, headers: ["Authorization": "Bearer \(client.token)", "Range": "bytes=10-19"])
        #expect(part.status == 206 && part.body == preview.body[10..<20])
        #expect(server.terminate() == 0)

        let words = ["env"] + settings.map { "\($0.key)=\($0.value)" }
        let verified = try run(words + [RunningServer.binary.path, "verify", "--data-dir", folder.path("data")])
        #expect(verified.exitCode == 0)
        #expect(verified.output.contains("\n3,"))
        #expect(!verified.complaints.contains(moto.keys.secret))
    }

    @Test("a bucket that is not there, or a wrong key, stops the start with exit code 2 and names the variable")
    func wrong() throws {
        let moto = try MotoServer.running()
        let folder = try TemporaryFolder()
        func complaint(_ settings: [String: String]) throws -> String {
            let words = ["env"] + settings.map { "\($0.key)=\($0.value)" } + ["timeout", "60"]
            let answer = try run(
                words + [RunningServer.binary.path, "serve", "--port", "0", "--data-dir", folder.path("data")])
            #expect(answer.exitCode == 2)
            return answer.complaints
        }
        #expect(try complaint(moto.variables(bucket: "nonesuch")).contains("CALOTYPE_S3_BUCKET"))
        let stranger = MotoServer.KeyPair(access: moto.keys.access, secret: "wrong")
        #expect(
            try complaint(moto.variables(bucket: moto.freshBucket(), keys: stranger)).contains("CALOTYPE_S3_SECRET_KEY")
        )
        #expect(
            try complaint(moto.variables(bucket: moto.freshBucket(), keys: .init(access: "nobody", secret: "wrong")))
                .contains("CALOTYPE_S3_ACCESS_KEY"))
        for missing in ["ENDPOINT", "BUCKET", "REGION", "ACCESS_KEY", "SECRET_KEY"].map({ "CALOTYPE_S3_\($0)" }) {
            var half = moto.variables(bucket: "pictures")
            half[missing] = nil
            #expect(try complaint(half).contains("\(missing) is needed beside"))
        }
    }
}
