import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// A bucket of an S3-compatible store. Each blob is an object `blobs/<64 hex digits>`, and what a client put is one under the
/// client's own name.
///
/// An object is there whole or not at all: a single PUT is, and parts are put together in one step. Whoever wants to read a
/// blob gets a copy on this machine's disk whose hash was compared with its key.
public final class BlobBucket: BlobHome {
    static let blobFolder = "blobs"

    let connection: S3Connection
    let incoming: Incoming
    private let cache: BlobCache
    private let underWay = Mutex<[BlobKey: Task<BlobFile, any Error>]>([:])

    /// - Parameter folder: of this machine, for spools and copies. It may be thrown away while nobody uses it.
    ///
    /// Blocks, and asks the store nothing; `check` does.
    public init(_ settings: S3Settings, folder: String) throws(BlobError) {
        connection = S3Connection(settings)
        try Disk.makeFolder(folder)
        incoming = try Incoming(at: folder + "/incoming")
        cache = try BlobCache(in: folder + "/copies", budgetBytes: settings.cacheBytes)
    }

    public func spool(limitBytes: Int) async throws(BlobError) -> Spool {
        try await incoming.spool(limitBytes: limitBytes, for: self)
    }

    // MARK: Reading

    public func file(of key: BlobKey) async throws(BlobError) -> BlobFile {
        if let copy = try await onLane({ () throws(BlobError) in try self.cache.file(of: key) }) { return copy }
        // Once, however many ask for it at once; not the first one's task, since the others must not be cancelled with it.
        let task = underWay.withLock { underWay in
            if let task = underWay[key] { return task }
            let task = Task {
                defer { self.underWay.withLock { $0[key] = nil } }
                return try await self.fetch(key)
            }
            underWay[key] = task
            return task
        }
        do {
            return try await task.value
        } catch let error as BlobError {
            throw error
        } catch {
            throw .unavailable(reason: "\(error)")
        }
    }

    private func fetch(_ key: BlobKey) async throws(BlobError) -> BlobFile {
        guard let spool = try await download(key.object, limitBytes: .max) else { throw .missing(key) }
        let blob = try await spool.seal()
        guard blob.key == key else { throw .damaged(key) }
        try await spool.move(to: cache.path(of: key))
        try await onLane { () throws(BlobError) in try self.cache.count(blob.sizeBytes) }
        return BlobFile(path: cache.path(of: key), sizeBytes: blob.sizeBytes)
    }

    public func measure(_ key: BlobKey) async throws(BlobError) -> BlobDescription? {
        let found = try await reading(S3Request(method: .GET, key: key.object)) { response in
            var hash = SHA256()
            var size = 0
            for try await part in response.body {
                part.readableBytesView.withUnsafeBytes { hash.update(bufferPointer: $0) }
                size += part.readableBytes
            }
            return BlobDescription(key: BlobKey(digest: hash.finalize()), sizeBytes: size)
        }
        return found
    }

    public func sizeBytes(of key: BlobKey) async throws(BlobError) -> Int? {
        try await reading(S3Request(method: .HEAD, key: key.object)) { response in
            response.headers.first(name: "content-length").flatMap(Int.init)
        }.flatMap(\.self)
    }

    /// The object in a sealed spool; nil where there is none.
    func download(_ object: String, limitBytes: Int) async throws(BlobError) -> Spool? {
        try await reading(S3Request(method: .GET, key: object)) { response in
            // Each attempt has its own; the last one's goes with whoever dropped it.
            let spool = try await self.spool(limitBytes: limitBytes)
            var size = 0
            for try await part in response.body {
                size += part.readableBytes
                try await spool.write(part.readableBytesView)
            }
            let declared = response.headers.first(name: "content-length").flatMap(Int.init)
            // A line that was cut off is tried again.
            guard declared == nil || declared == size else { throw HTTPClientError.remoteConnectionClosed }
            try await spool.seal()
            return spool
        }
    }

    /// Nil where there is no such object.
    private func reading<Value>(
        _ request: S3Request, _ read: (HTTPClientResponse) async throws -> Value
    ) async throws(BlobError) -> Value? {
        do throws(BlobError) {
            return try await connection.perform(request, read)
        } catch {
            if case .refused(let refusal) = error, refusal.status == 404, refusal.code != "NoSuchBucket" { return nil }
            throw error
        }
    }

    // MARK: Writing

    public func keep(_ file: SpoolFile, as blob: BlobDescription) async throws(BlobError) {
        try await upload(file, to: blob.key.object, sizeBytes: blob.sizeBytes, sha256: blob.key.hex)
        // Whoever sent it is likely to ask for it next.
        try await onLane { () throws(BlobError) in
            try Disk.sync(file.descriptor)
            try Disk.rename(file.path, to: self.cache.path(of: blob.key))
            try self.cache.count(blob.sizeBytes)
        }
    }

    public func keys(withFirstByte prefix: UInt8) async throws(BlobError) -> [BlobKey] {
        let start = "\(Self.blobFolder)/"
        var keys: [BlobKey] = []
        var last = ""
        while true {
            var request = S3Request(method: .GET)
            request.query = [("list-type", "2"), ("prefix", start + Hex.encode(CollectionOfOne(prefix)))]
            if !last.isEmpty { request.query.append(("start-after", last)) }
            let page = try await connection.perform(request) { try await $0.body.head(4 << 20) }
            let names = S3XML.texts("Key", in: page)
            keys += names.compactMap { BlobKey(hex: String($0.dropFirst(start.count))) }
            guard S3XML.first("IsTruncated", in: page) == "true", let end = names.last, end > last else { return keys }
            last = end
        }
    }

    public func remove(_ keys: [BlobKey]) async throws(BlobError) {
        guard !keys.isEmpty else { return }
        let names = keys.map { "<Object><Key>\(S3XML.escaped($0.object))</Key></Object>" }.joined()
        let body = Array("<Delete><Quiet>true</Quiet>\(names)</Delete>".utf8)
        var request = S3Request(method: .POST, query: [("delete", "")], body: .bytes(body))
        // S3 takes this request with a checksum only, and every store knows the oldest.
        request.headers["content-md5"] = Data(Insecure.MD5.hash(data: body)).base64EncodedString()
        let answer = try await connection.performOnce(request, seconds: 10) { try await $0.body.head(1 << 20) }
        // Quiet: only what was not deleted is told.
        if S3XML.first("Error", in: answer) != nil {
            throw .refused(S3Refusal(status: 200, body: answer))
        }
        try await onLane { () throws(BlobError) in
            for key in keys { try self.cache.remove(key) }
        }
    }

    func onLane<Value: Sendable>(
        _ work: @escaping @Sendable () throws(BlobError) -> Value
    ) async throws(BlobError) -> Value {
        try await incoming.nextLane.run(work)
    }
}

extension BlobKey {
    fileprivate var object: String { "\(BlobBucket.blobFolder)/\(hex)" }
}
