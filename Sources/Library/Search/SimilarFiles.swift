import Foundation
import Glibc
import Hashing

/// Indices as files, one for each owner, in a folder that may be thrown away at any time. A file is read, not mapped (see
/// docs/decisions/0181-an-index-in-a-file.md), and tells by its checksum when it is damaged; whether it is still true is for
/// the rows to say.
///
/// A file is written under another name and renamed, but not synced: after a power failure it is damaged at worst.
struct SimilarFiles: Sendable {
    /// What a file holds.
    struct Entry {
        let index: SimilarityIndex
        let lastID: Int64
        let removals: Int
    }

    let folder: String

    /// Nil where there is none that is whole. Blocks.
    func read(_ owner: Int64) -> Entry? {
        guard let file = FileBytes(path(of: owner)),
            let stored = StoredSimilarityIndex(in: file.bytes, keptBy: file), stored.note.first == owner
        else { return nil }
        return Entry(index: stored.index, lastID: stored.note[1], removals: Int(stored.note[2]))
    }

    /// A folder that can't be written, on a full disk, costs time after the next start and nothing else. Blocks.
    func write(_ entry: Entry, of owner: Int64) {
        let draft = "\(path(of: owner)).\(getpid()).\(UInt32.random(in: .min ... .max))"
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        var isWhole = true
        entry.index.write(note: [owner, entry.lastID, Int64(entry.removals)]) { bytes in
            var rest = bytes
            while isWhole, !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                isWhole = count > 0
                rest = UnsafeRawBufferPointer(rebasing: rest[max(0, count)...])
            }
        }
        isWhole = close(descriptor) == 0 && isWhole
        if !isWhole || rename(draft, path(of: owner)) != 0 { unlink(draft) }
    }

    /// Forgets owners who are no more, and drafts: most are of a writer that was killed, and another's costs a file that
    /// can be made again. Blocks.
    func remove(where isGone: (Int64) throws -> Bool) rethrows {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let isKept = try name.hasSuffix(".index") && Int64(name.dropLast(6)).map { try !isGone($0) } ?? false
            if !isKept { unlink(folder + "/" + name) }
        }
    }

    private func path(of owner: Int64) -> String { "\(folder)/\(owner).index" }
}

/// A file's bytes in memory of our own: what another program does to the file then is nothing to us.
private final class FileBytes: Sendable {
    // Unsafe in name only: nobody writes there after `init`, and this pointer never changes.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // What has no end, such as a pipe, is refused here; a folder by the first read.
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size > 0,
            let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED
        else { return nil }
        // A search touches it in no order, which costs less with large pages.
        _ = madvise(start, size, Int32(MADV_HUGEPAGE))
        bytes = UnsafeRawBufferPointer(start: start, count: size)
        var place = 0
        while place < size {
            let count = pread(descriptor, start + place, size - place, off_t(place))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            place += count
        }
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
