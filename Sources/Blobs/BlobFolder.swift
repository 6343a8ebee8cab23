import Crypto
import Glibc
import Synchronization

/// A folder of plain files, each holding the bytes as they were sent: `ab/cd/<64 hex digits>`, by their SHA-256.
///
/// It knows bytes and nothing of what they mean or who needs them; rows say that. Blocking calls run on a few serial
/// lanes of its own (`DiskLane`); what blocks the caller says so.
public final class BlobFolder: Sendable {
    /// Where the folder is.
    public let root: String

    let incoming: String
    let lanes: [DiskLane]
    let counter = Atomic<Int>(0)
    /// Leaf folders (the first two bytes of the key) that are known to survive a power failure.
    let durable = Mutex<Set<String>>([])

    /// Opens the folder at `path`, making it where it is missing, and sweeps what dead processes left in `incoming`.
    /// Blocks.
    public init(at path: String) throws(BlobError) {
        root = path
        incoming = path + "/incoming"
        // A lane is busy while its disk call lasts, so more lanes than cores; a spool stays on one.
        lanes = (0..<8).map { DiskLane($0) }
        try Disk.makeFolder(root)
        try Disk.makeFolder(incoming)
        try sweepIncoming()
    }

    /// Opens a spool that takes at most `limitBytes`.
    public func spool(limitBytes: Int) async throws(BlobError) -> Spool {
        let lane = nextLane()
        let (path, file) = try await lane.run { () throws(BlobError) in try self.makeTemporaryFile() }
        return Spool(path: path, file: file, limitBytes: limitBytes, lane: lane, folder: self)
    }

    /// A sealed spool of bytes that are in memory already.
    public func spool(_ bytes: [UInt8]) async throws(BlobError) -> Spool {
        let spool = try await spool(limitBytes: bytes.count)
        try await spool.write(bytes)
        try await spool.seal()
        return spool
    }

    /// The blob as a file. Throws `.missing` where there is none.
    public func file(of key: BlobKey) async throws(BlobError) -> BlobFile {
        guard let size = try await sizeBytes(of: key) else { throw .missing(key) }
        return BlobFile(path: path(of: key), sizeBytes: size)
    }

    /// Where the blob's file is, or would be.
    public func path(of key: BlobKey) -> String {
        "\(leafFolder(of: key))/\(key.hex)"
    }

    /// How many bytes the blob's file holds, or nil where there is none.
    public func sizeBytes(of key: BlobKey) async throws(BlobError) -> Int? {
        try await nextLane().run { () throws(BlobError) in try Disk.size(self.path(of: key)) }
    }

    /// The whole blob. `.tooLarge` where it is larger than `limitBytes`, judged before memory is taken.
    public func bytes(of key: BlobKey, limitBytes: Int) async throws(BlobError) -> [UInt8] {
        try await nextLane().run { () throws(BlobError) in
            guard let size = try Disk.size(self.path(of: key)) else { throw .missing(key) }
            guard size <= limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(size)
            try self.scan(key) { bytes.append(contentsOf: $0) }
            return bytes
        }
    }

    /// Reads the blob's file through and says what it really holds; nil where there is none.
    public func measure(_ key: BlobKey) async throws(BlobError) -> BlobDescription? {
        try await nextLane().run { () throws(BlobError) -> BlobDescription? in
            guard try Disk.size(self.path(of: key)) != nil else { return nil }
            var hash = SHA256()
            var size = 0
            try self.scan(key) { chunk in
                hash.update(bufferPointer: chunk)
                size += chunk.count
            }
            return BlobDescription(key: BlobKey(digest: hash.finalize()), sizeBytes: size)
        }
    }

    /// Takes the blob's file away; one that is gone already is no error. Blocks: for the collector, inside its
    /// transaction.
    public func removeBlocking(_ key: BlobKey) throws(BlobError) {
        try Disk.remove(path(of: key))
    }

    /// The keys of all files whose key begins with the byte `prefix`, sorted: to look for files that no row names.
    public func keys(withFirstByte prefix: UInt8) async throws(BlobError) -> [BlobKey] {
        try await nextLane().run { () throws(BlobError) in
            let first = (prefix < 16 ? "0" : "") + String(prefix, radix: 16)
            var keys: [BlobKey] = []
            for second in try Disk.names(in: "\(self.root)/\(first)") {
                for name in try Disk.names(in: "\(self.root)/\(first)/\(second)") {
                    if let key = BlobKey(hex: name), name.hasPrefix(first + second) { keys.append(key) }
                }
            }
            return keys.sorted { $0.hex < $1.hex }
        }
    }
}
