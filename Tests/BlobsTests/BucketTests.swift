import Blobs
import Foundation
import S3Testing
import Testing

@Suite("Blobs in a bucket")
struct BucketTests {
    @Test("a large blob goes up in parts, and comes back whole")
    func parts() async throws {
        try await withFolder { folder in
            var settings = try MotoServer.running().settings()
            settings.multipartBytes = 6 << 20
            settings.partBytes = 5 << 20
            // Whole parts and a rest; whole parts alone; the smallest that goes up so.
            for size in [(11 << 20) + 123, 10 << 20, 6 << 20] {
                let sent = pattern(size, seed: UInt64(size))
                let blob = try await BlobBucket(settings, folder: folder + "/one").spool(sent).commit()
                let other = try BlobBucket(settings, folder: folder + "/other")
                #expect(try await other.measure(blob.key) == blob)
                #expect(try await bytes(of: blob.key, in: other) == sent)
            }
        }
    }

    @Test("parts that a killed process left in the bucket are found and taken away")
    func leftovers() async throws {
        try await withFolder { folder in
            let settings = try MotoServer.running().settings()
            let blobs = try BlobBucket(settings, folder: folder)
            let object = "blobs/\(BlobKey(of: [1]))"
            let id = try await S3Client.beginUpload(to: object, in: settings)
            #expect(try await S3Client.uploads(in: settings).contains(id))
            try await blobs.sweep(before: .now.addingTimeInterval(3600))
            #expect(try await S3Client.uploads(in: settings).isEmpty)
        }
    }

    @Test("what is not what its key says is handed to nobody, and mended when the bytes come again")
    func damaged() async throws {
        try await withFolder { folder in
            let settings = try MotoServer.running().settings()
            let blobs = try BlobBucket(settings, folder: folder + "/one")
            let blob = try await blobs.spool([1, 2, 3]).commit()
            #expect(try await S3Client.put([1, 2, 4], as: "blobs/\(blob.key)", in: settings) == 200)
            let other = try BlobBucket(settings, folder: folder + "/other")
            await #expect(throws: BlobError.damaged(blob.key)) { try await other.file(of: blob.key) }
            #expect(try await other.measure(blob.key) != blob)
            #expect(files(below: folder + "/other").isEmpty)
            try await other.spool([1, 2, 3]).commit()
            #expect(
                try await bytes(of: blob.key, in: try BlobBucket(settings, folder: folder + "/third")) == [1, 2, 3])
        }
    }

    @Test("local copies stay within their budget, but for those that were used just now")
    func copies() async throws {
        try await withFolder { folder in
            var settings = try MotoServer.running().settings()
            settings.cacheBytes = 100_000
            let first = try BlobBucket(settings, folder: folder)
            var keys: [BlobKey] = []
            for number in 0..<20 {
                keys.append(try await first.spool(pattern(10_000, seed: UInt64(number))).commit().key)
            }
            #expect(files(below: folder + "/copies").count == 20)
            // As if they had not been used for an hour.
            let hourAgo = Date(timeIntervalSinceNow: -3600)
            for key in keys.dropLast() {
                try FileManager.default.setAttributes(
                    [.modificationDate: hourAgo], ofItemAtPath: "\(folder)/copies/\(key.hex)")
            }
            let second = try BlobBucket(settings, folder: folder)
            let left = files(below: folder + "/copies")
            #expect(left.count <= 10 && left.contains(keys[19].hex))
            for (number, key) in keys.enumerated() {
                #expect(try await bytes(of: key, in: second) == pattern(10_000, seed: UInt64(number)))
            }
        }
    }

    @Test("a client puts what its URL says, in its type and to the byte, and nothing else")
    func presigned() async throws {
        try await withFolder { folder in
            let blobs = try BlobBucket(try MotoServer.running().settings(), folder: folder)
            let name = try #require(DropName("products/a b/ü+&=?#%.jpg"))
            let url = try #require(
                blobs.presignedPut(of: name, mediaType: "image/jpeg", sizeBytes: 3, lifetimeSeconds: 60, at: .now))
            #expect(try await S3Client.put(url, [1, 2, 3, 4], type: "image/jpeg") == 403)
            #expect(try await S3Client.put(url, [1, 2], type: "image/jpeg") == 403)
            #expect(try await S3Client.put(url, [1, 2, 3], type: "image/png") == 403)
            #expect(
                try await S3Client.put(url.replacing("products", with: "product5"), [1, 2, 3], type: "image/jpeg")
                    == 403)
            #expect(try await blobs.spool(ofDrop: name, limitBytes: 10) == nil)
            #expect(try await S3Client.put(url, [1, 2, 3], type: "image/jpeg") == 200)
            let spool = try #require(try await blobs.spool(ofDrop: name, limitBytes: 10))
            #expect(try await spool.seal().key == BlobKey(of: [1, 2, 3]))

            let past = Date(timeIntervalSinceNow: -61)
            let stale = try #require(
                blobs.presignedPut(of: name, mediaType: "image/jpeg", sizeBytes: 3, lifetimeSeconds: 60, at: past))
            #expect(try await S3Client.put(stale, [1, 2, 3], type: "image/jpeg") == 403)
        }
    }

    @Test("a bucket that can't be used is told at the start, by the setting that is wrong")
    func setup() async throws {
        let moto = try MotoServer.running()
        func wrong(_ settings: S3Settings) async throws -> S3SetupError.Setting? {
            try await withFolder { folder in
                do {
                    try await BlobBucket(settings, folder: folder).check()
                    return nil
                } catch let error as S3SetupError {
                    #expect(!error.description.contains(moto.keys.secret))
                    return error.setting
                }
            }
        }
        #expect(try await wrong(moto.settings()) == nil)
        #expect(try await wrong(moto.settings(bucket: "nonesuch")) == .bucket)
        let badSecret = MotoServer.KeyPair(access: moto.keys.access, secret: "wrong")
        #expect(try await wrong(moto.settings(keys: badSecret)) == .secretKey)
        #expect(try await wrong(moto.settings(keys: .init(access: "nobody", secret: "wrong"))) == .accessKey)
        #expect(try await wrong(moto.settings(keys: moto.stranger)) == .accessKey)
        // Nobody listens on a port that was just given back.
        #expect(try await wrong(moto.settings(endpoint: "http://127.0.0.1:1")) == .endpoint)
    }

    @Test("who may do nothing is refused, and a key's secret shows up nowhere")
    func stranger() async throws {
        try await withFolder { folder in
            let moto = try MotoServer.running()
            let settings = try moto.settings(keys: moto.stranger)
            let blobs = try BlobBucket(settings, folder: folder)
            do {
                try await blobs.spool([1]).commit()
                Issue.record("a stranger may write")
            } catch BlobError.refused(let refusal) {
                #expect(refusal.status == 403 && refusal.code == "AccessDenied")
            }
            #expect(files(below: folder).isEmpty)
            #expect(!"\(settings)".contains(moto.stranger.secret))
            var dumped = ""
            dump(settings, to: &dumped)
            #expect(!dumped.contains(moto.stranger.secret))
        }
    }
}
