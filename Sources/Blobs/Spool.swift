import Crypto
import Glibc

/// Bytes on their way to becoming a blob: a temporary file on the blobs' own disk, with a running SHA-256.
///
/// A spool that is dropped, for whatever reason, takes its file with it. Its calls run on a lane of their own, in
/// order, so a slow disk holds up the sender and nobody else.
public actor Spool {
    /// The file that holds the bytes until `commit`. It may be read once `seal` has returned.
    public nonisolated let path: String
    /// How many bytes are taken; one more is an error.
    public nonisolated let limitBytes: Int

    public nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    private let lane: DiskLane
    private let folder: BlobFolder
    private let file: Int32
    private var hash = SHA256()
    private var sizeBytes = 0
    private var sealed: BlobDescription?
    private var isClosed = false

    init(path: String, file: Int32, limitBytes: Int, lane: DiskLane, folder: BlobFolder) {
        self.path = path
        self.file = file
        self.limitBytes = limitBytes
        self.lane = lane
        self.folder = folder
    }

    deinit {
        guard !isClosed else { return }
        unlink(path)
        close(file)
    }

    /// Appends bytes. The first byte over the limit throws `.tooLarge`, and none of that call is written.
    public func write(_ bytes: some Collection<UInt8> & Sendable) throws(BlobError) {
        guard !isClosed, sealed == nil else { throw .spoolClosed }
        let (size, overflow) = sizeBytes.addingReportingOverflow(bytes.count)
        guard !overflow, size <= limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
        let written = bytes.withContiguousStorageIfAvailable { buffer in
            Result { () throws(BlobError) in try append(UnsafeRawBufferPointer(buffer)) }
        }
        guard let written else { return try write(Array(bytes)) }
        try written.get()
    }

    /// Ends the writing and tells what was written. Asking again gives the same answer.
    @discardableResult
    public func seal() throws(BlobError) -> BlobDescription {
        guard !isClosed else { throw .spoolClosed }
        if let sealed { return sealed }
        let description = BlobDescription(key: BlobKey(digest: hash.finalize()), sizeBytes: sizeBytes)
        sealed = description
        return description
    }

    /// Puts the bytes at their place for good: file sync, rename, folder sync, in this order. When this returns,
    /// they survive a power failure. A file of the same name is replaced, which also mends one that was damaged.
    ///
    /// The blob has to be claimed before, or the collector may take it away again.
    @discardableResult
    public func commit() throws(BlobError) -> BlobDescription {
        let description = try seal()
        try Disk.sync(file)
        let home = try folder.durableFolder(for: description.key)
        try Disk.rename(path, to: folder.path(of: description.key))
        isClosed = true
        close(file)
        try Disk.syncFolder(home)
        return description
    }

    /// Throws the bytes away now. Safe to call at any time, and more than once.
    public func discard() {
        guard !isClosed else { return }
        isClosed = true
        unlink(path)
        close(file)
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws(BlobError) {
        try Disk.write(bytes, to: file)
        hash.update(bufferPointer: bytes)
        sizeBytes += bytes.count
    }
}
