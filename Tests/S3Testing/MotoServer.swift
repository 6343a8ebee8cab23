public import Blobs
import Foundation
import Synchronization

/// moto's S3 in a process of its own, with IAM's checks on: one for all tests of a run, started when first asked. It ends
/// with the tests, since it lives as long as the pipe to it is open.
public final class MotoServer: Sendable {
    /// Where it listens.
    public let endpoint: String
    /// Of a user who may do everything.
    public let keys: KeyPair
    /// Of a user who may do nothing.
    public let stranger: KeyPair
    /// Held open for as long as this process lives.
    private let lifeline: Pipe
    private let nextBucket = Atomic(0)

    public struct KeyPair: Decodable, Sendable {
        public let access: String
        public let secret: String

        public init(access: String, secret: String) {
            self.access = access
            self.secret = secret
        }
    }

    private struct Greeting: Decodable {
        let endpoint: String
        let keys: KeyPair
        let stranger: KeyPair
    }

    public struct StartFailure: Error {
        public let said: String
    }

    private static let shared = Result { try MotoServer() }

    /// The one of this process. Blocks while it starts.
    public static func running() throws -> MotoServer { try shared.get() }

    private init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = root.appending(path: ".tools/python/bin/python")
        process.arguments = [folder.appending(path: "moto-server.py").path]
        let output = Pipe()
        lifeline = Pipe()
        process.standardInput = lifeline
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var said = Data()
        while said.last != UInt8(ascii: "\n") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw StartFailure(said: String(decoding: said, as: UTF8.self)) }
            said += more
        }
        let greeting = try JSONDecoder().decode(Greeting.self, from: said)
        (endpoint, keys, stranger) = (greeting.endpoint, greeting.keys, greeting.stranger)
    }

    /// The name of a bucket that nobody has used yet.
    public func freshBucket() -> String { "calotype-\(nextBucket.wrappingAdd(1, ordering: .relaxed).newValue)" }

    /// What a server is started with to keep its blobs there.
    public func variables(bucket: String, keys: KeyPair? = nil) -> [String: String] {
        let keys = keys ?? self.keys
        return [
            "CALOTYPE_S3_ENDPOINT": endpoint, "CALOTYPE_S3_BUCKET": bucket, "CALOTYPE_S3_REGION": "us-east-1",
            "CALOTYPE_S3_ACCESS_KEY": keys.access, "CALOTYPE_S3_SECRET_KEY": keys.secret,
        ]
    }

    /// Settings for an empty bucket, or for the one named; pauses between attempts are short.
    public func settings(
        bucket: String? = nil, region: String = "us-east-1", keys: KeyPair? = nil, endpoint: String? = nil
    ) throws -> S3Settings {
        let keys = keys ?? self.keys
        guard let place = S3Endpoint(endpoint ?? self.endpoint), let name = S3Bucket(bucket ?? freshBucket()),
            let pair = S3Keys(access: keys.access, secret: keys.secret),
            var settings = S3Settings(endpoint: place, bucket: name, region: region, keys: pair)
        else { throw StartFailure(said: "settings that can't be") }
        settings.firstPause = .milliseconds(5)
        settings.patience = .seconds(20)
        return settings
    }
}

/// The two homes that blobs can have, for tests that hold for both.
public enum TestedHome: String, CaseIterable, Sendable {
    case folder, bucket

    /// Opens one in `folder`, or beside it, that nobody has used.
    public func open(in folder: String) throws -> any BlobHome {
        switch self {
        case .folder: try BlobFolder(at: folder)
        case .bucket: try BlobBucket(try MotoServer.running().settings(), folder: folder)
        }
    }
}
