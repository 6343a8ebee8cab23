import Foundation
import Glibc
import Hashing

/// Indices as files, one for each owner, in a folder that may be thrown away at any time. A file is mapped, not read, and
/// tells by its checksum when it is damaged; whether it is still true is for the rows to say.
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
        guard let file = MappedFile(path(of: owner)),
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

/// A file's bytes where the kernel has them; its pages are the kernel's to drop. Whoever replaces such a file renames
/// another to its place, so that what is mapped stays whole.
private final class MappedFile: Sendable {
    // Unsafe in name only: the pages are read-only and this pointer never changes.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // What has no end, such as a pipe, is refused here; a folder by the mapping.
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size > 0, let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
        else { return nil }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
