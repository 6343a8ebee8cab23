import Glibc
import Synchronization

// What the folder does on its lanes. Everything here blocks.
extension BlobFolder {
    /// Lanes take turns.
    func nextLane() -> DiskLane {
        let turn = counter.wrappingAdd(1, ordering: .relaxed).newValue
        return lanes[Int(UInt(bitPattern: turn) % UInt(lanes.count))]
    }

    func leafFolder(of key: BlobKey) -> String {
        "\(root)/\(key.hex.prefix(2))/\(key.hex.dropFirst(2).prefix(2))"
    }

    /// The folder that `key` belongs in, made where it is missing, its own name synced. Another process may have made
    /// it and not yet synced it, so each process syncs a folder once, whoever made it.
    func durableFolder(for key: BlobKey) throws(BlobError) -> String {
        let leaf = leafFolder(of: key)
        guard !durable.withLock({ $0.contains(leaf) }) else { return leaf }
        let branch = "\(root)/\(key.hex.prefix(2))"
        try Disk.makeFolder(branch)
        try Disk.syncFolder(root)
        try Disk.makeFolder(leaf)
        try Disk.syncFolder(branch)
        durable.withLock { _ = $0.insert(leaf) }
        return leaf
    }

    /// A new file in `incoming`, locked for as long as this process has it open.
    func makeTemporaryFile() throws(BlobError) -> (path: String, file: Int32) {
        while true {
            let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
            let path = "\(incoming)/\(getpid())-\(number)-\(UInt32.random(in: .min ... .max))"
            let file = try Disk.retrying("open spool") {
                open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            }
            // The sweeper of another process may have found the file before it was locked: then it has the lock, or
            // it has removed the name, and we take another.
            var status = stat()
            if flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &status) == 0, status.st_nlink == 1 {
                return (path, file)
            }
            unlink(path)
            close(file)
        }
    }

    /// Removes temporary files that nobody holds open. The lock tells, and not the process id in the name: a lock
    /// ends with its process, is seen across containers, and is never taken over by another program.
    func sweepIncoming() throws(BlobError) {
        for name in try Disk.names(in: incoming) {
            let path = "\(incoming)/\(name)"
            let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard file >= 0 else { continue }
            defer { close(file) }
            // What is in the way and can't be removed harms nobody.
            if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
        }
    }

    /// Hands the blob's bytes to `body`, 256 KiB at a time.
    func scan(_ key: BlobKey, _ body: (UnsafeRawBufferPointer) -> Void) throws(BlobError) {
        let file = open(path(of: key), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            let code = errno
            throw code == ENOENT ? .missing(key) : BlobError(operation: "open blob", code: code)
        }
        defer { close(file) }
        var chunk = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = try Disk.retrying("read") { read(file, &chunk, chunk.count) }
            guard count > 0 else { return }
            chunk.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
