import Blobs
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import S3Testing
import SurfaceTesting
import Testing

@Suite("A store that fails")
struct FailureTests {
    private static func settings(_ endpoint: String) throws -> S3Settings {
        let place = try #require(S3Endpoint(endpoint))
        let bucket = try #require(S3Bucket("some-bucket"))
        let keys = try #require(S3Keys(access: "key", secret: "secret"))
        var settings = try #require(S3Settings(endpoint: place, bucket: bucket, region: "us-east-1", keys: keys))
        settings.firstPause = .milliseconds(1)
        settings.patience = .seconds(20)
        settings.attempts = 4
        settings.multipartBytes = 20
        settings.partBytes = 10
        return settings
    }

    /// Runs `body` against a store that answers as it is told to.
    private func withStore(
        _ reply: @escaping StubServer.Reply,
        _ body: @escaping @Sendable (BlobBucket, StubServer, String) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            try await StubServer.run(reply) { stub, endpoint in
                try await body(try BlobBucket(try Self.settings(endpoint), folder: folder), stub, folder)
            }
        }
    }

    private static func bytes(_ bytes: [UInt8]) -> Response {
        Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func xml(_ text: String, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: [.eTag: "\"tag\""], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private static let slowDown = "<Error><Code>SlowDown</Code><Message>later</Message></Error>"

    @Test("one that can't just now is asked again, and no partial blob is ever taken for whole")
    func passing() async throws {
        try await withStore { _, count in
            switch count {
            case 1: return Self.xml(Self.slowDown, .serviceUnavailable)
            case 2:
                // Three bytes are promised, one is sent, and the line breaks.
                return Response(
                    status: .ok, headers: [.contentLength: "3"],
                    body: .init(contentLength: 3) { writer in
                        try await writer.write(ByteBuffer(bytes: [1]))
                        throw CancellationError()
                    })
            default: return Self.bytes([1, 2, 3])
            }
        } _: { blobs, stub, folder in
            let file = try await blobs.file(of: BlobKey(of: [1, 2, 3]))
            #expect(try Data(contentsOf: URL(filePath: file.path)) == Data([1, 2, 3]))
            #expect(stub.asked.count == 3)
            #expect(files(below: folder).count == 1)
        }
    }

    @Test("one that never can is given up, and says what it said")
    func lasting() async throws {
        try await withStore { _, _ in
            Self.xml(Self.slowDown, .serviceUnavailable)
        } _: { blobs, stub, folder in
            await #expect(throws: BlobError.unavailable(reason: "503 SlowDown later")) {
                try await blobs.spool([1]).commit()
            }
            #expect(stub.asked.count == 4)
            #expect(files(below: folder).isEmpty)
        }
    }

    @Test("a refusal is no failure: it is not asked again")
    func refused() async throws {
        try await withStore { _, _ in
            Self.xml("<Error><Code>AccessDenied</Code><Message>no</Message></Error>", .forbidden)
        } _: { blobs, stub, _ in
            await #expect(throws: BlobError.self) { try await blobs.spool([1]).commit() }
            #expect(stub.asked.count == 1)
        }
    }

    @Test("a removal is asked for once and not repeated, since others wait for it")
    func removal() async throws {
        try await withStore { _, _ in
            Self.xml(Self.slowDown, .serviceUnavailable)
        } _: { blobs, stub, _ in
            await #expect(throws: BlobError.unavailable(reason: "503 SlowDown later")) {
                try await blobs.remove([BlobKey(of: [1])])
            }
            #expect(stub.asked.count == 1)
        }
    }

    @Test("what could not be deleted is told, though the answer as a whole is a success")
    func partialRemoval() async throws {
        try await withStore { _, _ in
            Self.xml("<DeleteResult><Error><Code>InternalError</Code></Error></DeleteResult>")
        } _: { blobs, _, _ in
            await #expect(throws: BlobError.self) {
                try await blobs.remove([BlobKey(of: [1])])
            }
        }
    }

    @Test("a part that fails is sent again by itself, and parts that can't be put together are taken away")
    func parts() async throws {
        try await withStore { asked, count in
            switch count {
            case 1: Self.xml("<R><UploadId>u&amp;1</UploadId></R>")
            case 3: Self.xml(Self.slowDown, .serviceUnavailable)
            case 6: Self.xml("<Error><Code>InternalError</Code><Message>late</Message></Error>")
            default: Self.xml("")
            }
        } _: { blobs, stub, folder in
            await #expect(throws: BlobError.self) { try await blobs.spool(pattern(25)).commit() }
            let sent = pattern(25)
            #expect(stub.asked.map(\.method) == ["POST", "PUT", "PUT", "PUT", "PUT", "POST", "DELETE"])
            let parts: [[UInt8]] = [
                Array(sent[..<10]), Array(sent[10..<20]), Array(sent[10..<20]), Array(sent[20...]),
            ]
            #expect(stub.asked[1...4].map(\.body) == parts)
            #expect(files(below: folder).isEmpty)
        }
    }

    @Test("parts that a killed process left are taken away a day later, those of an upload that goes on are not")
    func leftovers() async throws {
        try await withStore { asked, _ in
            guard asked.method == "GET" else { return Self.xml("", .noContent) }
            let uploads = [
                ("blobs/aa", "old", "2026-03-01T11:59:59.000Z"), ("blobs/bb", "new", "2026-03-01T12:00:01.000Z"),
                ("others/cc", "foreign", "2026-01-01T00:00:00.000Z"), ("blobs/dd", "plain", "2025-12-31T23:59:59Z"),
                ("blobs/ee", "odd", "yesterday"),
            ].map {
                "<Upload><Key>\($0.0)</Key><UploadId>\($0.1)</UploadId><Initiated>\($0.2)</Initiated></Upload>"
            }
            return Self.xml("<R><UploadIdMarker></UploadIdMarker>\(uploads.joined())</R>")
        } _: { blobs, stub, _ in
            // Noon of the first of March 2026.
            try await blobs.sweep(before: Date(timeIntervalSince1970: 1_772_366_400))
            let ended = stub.asked.filter { $0.method == "DELETE" }
            #expect(ended.map(\.path) == ["/some-bucket/blobs/aa", "/some-bucket/blobs/dd"])
        }
    }
}
