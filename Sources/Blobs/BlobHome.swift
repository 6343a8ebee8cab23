public import Foundation

/// Where blobs are kept for good: a folder of this machine (`BlobFolder`), or a bucket of an S3-compatible store
/// (`BlobBucket`). It knows bytes and nothing of what they mean or who needs them; rows say that.
public protocol BlobHome: Sendable {
    /// Opens a spool on this machine's disk that takes at most `limitBytes`.
    func spool(limitBytes: Int) async throws(BlobError) -> Spool

    /// The blob as a file of this machine. Throws `.missing` where there is none.
    func file(of key: BlobKey) async throws(BlobError) -> BlobFile

    /// How many bytes the blob has, or nil where there is none.
    func sizeBytes(of key: BlobKey) async throws(BlobError) -> Int?

    /// Reads what is kept through and says what it really is; nil where there is none.
    func measure(_ key: BlobKey) async throws(BlobError) -> BlobDescription?

    /// The keys of everything kept whose key begins with the byte `prefix`, sorted: to look for what no row names.
    func keys(withFirstByte prefix: UInt8) async throws(BlobError) -> [BlobKey]

    /// Takes blobs away; one that is gone already is no error. Gives up rather than take long, since whoever wants to put
    /// one of them anew waits: less than half a minute.
    func remove(_ keys: [BlobKey]) async throws(BlobError)

    /// Takes away what is left of uploads that were cut off and began before `time`. A home that can tell such from one
    /// that goes on may do without the time.
    func sweep(before time: Date) async throws(BlobError)

    /// Puts a spool's bytes at the blob's place for good, whatever was there; when this returns, they survive a power
    /// failure. For `Spool.commit`.
    func keep(_ file: SpoolFile, as blob: BlobDescription) async throws(BlobError)

    // MARK: Drops: what clients put under names of their own, before it becomes a blob

    /// A URL that a client can PUT so many bytes of this type to until `lifetimeSeconds` from `time`. Nil where a home
    /// hears no requests: then the bytes come through this program.
    func presignedPut(
        of name: DropName, mediaType: String, sizeBytes: Int, lifetimeSeconds: Int, at time: Date
    ) -> String?

    /// Puts a spool's bytes under a name, in place of what was there. For `Spool.commit(as:)`.
    func keepDrop(_ file: SpoolFile, as name: DropName, sizeBytes: Int) async throws(BlobError)

    /// What was put under a name, in a sealed spool: read once, so that nothing can change any more. Nil where nothing was.
    /// `.tooLarge` where it has more than `limitBytes`.
    func spool(ofDrop name: DropName, limitBytes: Int) async throws(BlobError) -> Spool?

    /// Takes away what was put under a name; nothing there is no error.
    func removeDrop(_ name: DropName) async throws(BlobError)
}

extension BlobHome {
    /// A sealed spool of bytes that are in memory already.
    public func spool(_ bytes: [UInt8]) async throws(BlobError) -> Spool {
        let spool = try await spool(limitBytes: bytes.count)
        try await spool.write(bytes)
        try await spool.seal()
        return spool
    }
}

/// A blob's bytes as a plain file of this machine, whole and never changed: for streaming and mapping. It may be a copy
/// that is thrown away some minutes later, so it is opened soon, and asked for again another time.
public struct BlobFile: Hashable, Sendable {
    public let path: String
    public let sizeBytes: Int

    init(path: String, sizeBytes: Int) {
        self.path = path
        self.sizeBytes = sizeBytes
    }
}
