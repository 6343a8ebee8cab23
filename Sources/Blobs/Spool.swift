import Crypto
import Glibc

/// Bytes on their way to becoming a blob: a temporary file, with a running SHA-256.
///
/// A spool that is dropped, for whatever reason, takes its file with it. Its calls run on a lane of their own, in
/// order, so a slow disk holds up the sender and nobody else.
public actor Spool {
    /// The file that holds the bytes until `commit`. It may be read once `seal` has returned.
    public nonisolated var path: String { file.path }
    /// How many bytes are taken; one more is an error.
    public nonisolated let limitBytes: Int

    public nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    private let lane: DiskLane
    private let home: any BlobHome
    private let file: SpoolFile
    private var hash = SHA256()
    private var sizeBytes = 0
    private var sealed: BlobDescription?
    /// Committed, moved or thrown away, or about to be.
    private var isClosed = false

    init(_ file: SpoolFile, limitBytes: Int, lane: DiskLane, home: any BlobHome) {
        self.file = file
        self.limitBytes = limitBytes
        self.lane = lane
        self.home = home
    }

    deinit {
        guard !isClosed else { return }
        unlink(path)
        close(file.descriptor)
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

    /// Has its home keep the bytes for good. When this returns, they survive a power failure. What was kept under the
    /// same key is replaced, which also mends one that was damaged. Where it throws, the spool is gone all the same.
    ///
    /// The blob has to be claimed before, or the collector may take it away again.
    @discardableResult
    public func commit() async throws(BlobError) -> BlobDescription {
        let description = try seal()
        try await handOver { file throws(BlobError) in try await self.home.keep(file, as: description) }
        return description
    }

    /// Has its home keep the bytes under a client's name.
    public func commit(as name: DropName) async throws(BlobError) {
        let description = try seal()
        try await handOver { file throws(BlobError) in
            try await self.home.keepDrop(file, as: name, sizeBytes: description.sizeBytes)
        }
    }

    /// Puts the file at a place of its disk, for good.
    func move(to place: String) async throws(BlobError) {
        try await handOver { file throws(BlobError) in
            try Disk.sync(file.descriptor)
            try Disk.rename(file.path, to: place)
        }
    }

    /// Throws the bytes away now. Safe to call at any time, and more than once.
    public func discard() {
        guard !isClosed else { return }
        isClosed = true
        unlink(path)
        close(file.descriptor)
    }

    /// The file is `keep`'s until it returns, whatever is asked of the spool in the meantime.
    private func handOver(_ keep: (SpoolFile) async throws(BlobError) -> Void) async throws(BlobError) {
        guard !isClosed else { throw .spoolClosed }
        isClosed = true
        defer {
            // Most homes have moved it by now.
            unlink(path)
            close(file.descriptor)
        }
        try await keep(file)
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws(BlobError) {
        try Disk.write(bytes, to: file.descriptor)
        hash.update(bufferPointer: bytes)
        sizeBytes += bytes.count
    }
}
