import Foundation
import Glibc
import Synchronization

/// Copies of a bucket's blobs on this machine's disk, together within a budget of bytes, those used least recently going
/// first. Several processes may share the folder: what is there and when it was used is known by the files alone.
///
/// A copy is whole and was compared with its key before it got its name. One that was used within the last ten minutes
/// stays, whatever the budget: somebody may be about to open it.
final class BlobCache: Sendable {
    private let folder: String
    private let budgetBytes: Int
    private let recentSeconds: TimeInterval
    /// Bytes that this process has added since the folder was last looked through.
    private let added = Mutex(0)

    /// Opens the cache at `folder`, making it where it is missing. Blocks.
    init(in folder: String, budgetBytes: Int, recentSeconds: TimeInterval = 600) throws(BlobError) {
        self.folder = folder
        self.budgetBytes = budgetBytes
        self.recentSeconds = recentSeconds
        try Disk.makeFolder(folder)
        try evict()
    }

    func path(of key: BlobKey) -> String { "\(folder)/\(key.hex)" }

    /// The copy of a blob, which counts as used now; nil where there is none. Blocks.
    func file(of key: BlobKey) throws(BlobError) -> BlobFile? {
        let path = path(of: key)
        guard let size = try Disk.size(path) else { return nil }
        // Nil is the time it is. Where it fails the copy is gone, or as good as used.
        utimensat(AT_FDCWD, path, nil, 0)
        return BlobFile(path: path, sizeBytes: size)
    }

    /// Counts a copy that was put at its place, and makes room where there is too much. Blocks.
    func count(_ bytes: Int) throws(BlobError) {
        let isDue = added.withLock { added in
            added += bytes
            guard added > budgetBytes / 8 else { return false }
            added = 0
            return true
        }
        if isDue { try evict() }
    }

    /// Blocks.
    func remove(_ key: BlobKey) throws(BlobError) { try Disk.remove(path(of: key)) }

    /// Takes copies out until an eighth of the budget is free again, so that a full cache is not looked through at once
    /// again.
    private func evict() throws(BlobError) {
        var copies: [(path: String, bytes: Int, used: TimeInterval)] = []
        for name in try Disk.names(in: folder) {
            var status = stat()
            let path = "\(folder)/\(name)"
            guard lstat(path, &status) == 0 else { continue }
            copies.append((path, Int(status.st_size), TimeInterval(status.st_mtim.tv_sec)))
        }
        var total = copies.reduce(0) { $0 + $1.bytes }
        guard total > budgetBytes else { return }
        let recent = Date().timeIntervalSince1970 - recentSeconds
        for copy in copies.sorted(by: { $0.used < $1.used }) {
            guard total > budgetBytes / 8 * 7, copy.used < recent else { break }
            try Disk.remove(copy.path)
            total -= copy.bytes
        }
    }
}
