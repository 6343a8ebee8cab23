import Crypto
public import Foundation
import Glibc
import Synchronization

/// A folder of plain files, each holding the bytes as they were sent: `ab/cd/<64 hex digits>`, by their SHA-256.
///
/// Blocking calls run on a few serial lanes of its own (`DiskLane`); what blocks the caller says so.
public final class BlobFolder: BlobHome {
    /// Where the folder is.
    public let root: String

    private let incoming: Incoming
    /// Folders (the first byte of a key, and the first two) that are known to survive a power failure.
    private let durable = Mutex<Set<String>>([])

    /// Opens the folder at `path`, making it where it is missing, and sweeps what dead processes left in `incoming`.
    /// Blocks.
    public init(at path: String) throws(BlobError) {
        root = path
        try Disk.makeFolder(root)
        incoming = try Incoming(at: path + "/incoming")
        try Disk.makeFolder(dropFolder)
    }

    public func spool(limitBytes: Int) async throws(BlobError) -> Spool {
        try await incoming.spool(limitBytes: limitBytes, for: self)
    }

    public func file(of key: BlobKey) async throws(BlobError) -> BlobFile {
        guard let size = try await sizeBytes(of: key) else { throw .missing(key) }
        return BlobFile(path: path(of: key), sizeBytes: size)
    }

    public func sizeBytes(of key: BlobKey) async throws(BlobError) -> Int? {
        try await onLane { () throws(BlobError) in try Disk.size(self.path(of: key)) }
    }

    public func measure(_ key: BlobKey) async throws(BlobError) -> BlobDescription? {
        try await onLane { () throws(BlobError) -> BlobDescription? in
            guard try Disk.size(self.path(of: key)) != nil else { return nil }
            var hash = SHA256()
            var size = 0
            try self.scan(self.path(of: key)) { chunk in
                hash.update(data: chunk)
                size += chunk.count
            }
            return BlobDescription(key: BlobKey(digest: hash.finalize()), sizeBytes: size)
        }
    }

    public func keys(withFirstByte prefix: UInt8) async throws(BlobError) -> [BlobKey] {
        try await onLane { () throws(BlobError) in
            let first = Hex.encode(CollectionOfOne(prefix))
            var keys: [BlobKey] = []
            for second in try Disk.names(in: "\(self.root)/\(first)") {
                for name in try Disk.names(in: "\(self.root)/\(first)/\(second)") {
                    if let key = BlobKey(hex: name), name.hasPrefix(first + second) { keys.append(key) }
                }
            }
            return keys.sorted { $0.hex < $1.hex }
        }
    }

    public func remove(_ keys: [BlobKey]) async throws(BlobError) {
        try await onLane { () throws(BlobError) in
            for key in keys { try Disk.remove(self.path(of: key)) }
        }
    }

    /// Whatever its age: a file that its writer has let go of is nobody's.
    public func sweep(before time: Date) async throws(BlobError) {
        try await onLane { () throws(BlobError) in try self.incoming.sweep() }
    }

    /// File sync, rename, folder sync, in this order.
    public func keep(_ file: SpoolFile, as blob: BlobDescription) async throws(BlobError) {
        try await onLane { () throws(BlobError) in
            try Disk.sync(file.descriptor)
            let home = try self.durableFolder(for: blob.key)
            try Disk.rename(file.path, to: self.path(of: blob.key))
            try Disk.syncFolder(home)
        }
    }

    /// Where the blob's file is, or would be.
    public func path(of key: BlobKey) -> String {
        "\(leafFolder(of: key))/\(key.hex)"
    }

    // MARK: Drops

    private var dropFolder: String { root + "/drops" }

    /// Named by a hash, since a client's name may be longer than a file's, and means nothing to the disk.
    private func path(of name: DropName) -> String {
        "\(dropFolder)/\(BlobKey(of: Array(name.description.utf8)).hex)"
    }

    public func presignedPut(
        of name: DropName, mediaType: String, sizeBytes: Int, lifetimeSeconds: Int, at time: Date
    ) -> String? { nil }

    public func keepDrop(_ file: SpoolFile, as name: DropName, sizeBytes: Int) async throws(BlobError) {
        try await onLane { () throws(BlobError) in
            try Disk.sync(file.descriptor)
            try Disk.rename(file.path, to: self.path(of: name))
            try Disk.syncFolder(self.dropFolder)
        }
    }

    public func spool(ofDrop name: DropName, limitBytes: Int) async throws(BlobError) -> Spool? {
        let file = try await onLane { () throws(BlobError) in try OpenFile(self.path(of: name)) }
        guard let file else { return nil }
        let spool = try await spool(limitBytes: limitBytes)
        var offset = 0
        while true {
            let chunk = try await onLane { [offset] () throws(BlobError) in
                try file.contents.read(at: offset, count: SpoolFile.chunkBytes)
            }
            guard !chunk.isEmpty else { break }
            try await spool.write(chunk)
            offset += chunk.count
        }
        try await spool.seal()
        return spool
    }

    public func removeDrop(_ name: DropName) async throws(BlobError) {
        try await onLane { () throws(BlobError) in try Disk.remove(self.path(of: name)) }
    }

    // MARK: Helpers

    private func onLane<Value: Sendable>(
        _ work: @escaping @Sendable () throws(BlobError) -> Value
    ) async throws(BlobError) -> Value {
        try await incoming.nextLane.run(work)
    }

    private func leafFolder(of key: BlobKey) -> String {
        "\(root)/\(key.hex.prefix(2))/\(key.hex.dropFirst(2).prefix(2))"
    }

    /// The folder that `key` belongs in, made where it is missing, its own name synced. Another process may have made
    /// it and not yet synced it, so each process syncs a folder once, whoever made it.
    private func durableFolder(for key: BlobKey) throws(BlobError) -> String {
        let leaf = leafFolder(of: key)
        guard !durable.withLock({ $0.contains(leaf) }) else { return leaf }
        let branch = "\(root)/\(key.hex.prefix(2))"
        for (folder, parent) in [(branch, root), (leaf, branch)] where !durable.withLock({ $0.contains(folder) }) {
            try Disk.makeFolder(folder)
            try Disk.syncFolder(parent)
            durable.withLock { _ = $0.insert(folder) }
        }
        return leaf
    }

    /// Hands a file's bytes to `body`, 256 KiB at a time. Blocks.
    private func scan(_ path: String, _ body: ([UInt8]) -> Void) throws(BlobError) {
        guard let file = try OpenFile(path) else { return }
        var offset = 0
        while true {
            let chunk = try file.contents.read(at: offset, count: SpoolFile.chunkBytes)
            guard !chunk.isEmpty else { return }
            body(chunk)
            offset += chunk.count
        }
    }
}

/// Owns a file that is only read.
private final class OpenFile: Sendable {
    let contents: SpoolFile

    /// Nil where there is none.
    init?(_ path: String) throws(BlobError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            guard code == ENOENT else { throw BlobError(operation: "open blob", code: code) }
            return nil
        }
        contents = SpoolFile(path: path, descriptor: descriptor)
    }

    deinit { close(contents.descriptor) }
}
