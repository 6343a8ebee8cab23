import Glibc
import Synchronization

/// Where SQLite's write-ahead log stands, as all processes share it: the head of the log's index, which every connection
/// maps. It changes with each commit, whoever makes it, before the commit returns; looking at it is no call at all.
///
/// Source: "WAL-mode File Format", section 2.1, of SQLite's documentation; the layout has been that of version 3007000
/// since 2010. An index of another version has no mark.
final class CommitMark: Sendable {
    /// Equal to another one only if nothing was committed between the two.
    struct Value: Equatable {
        /// Bytes 8 to 47 of the head: the count of commits, the log's last frame, its checksums and its salts.
        private let words: (UInt64, UInt64, UInt64, UInt64, UInt64)

        fileprivate init(_ words: UnsafeMutablePointer<Atomic<UInt64>>) {
            func word(_ index: Int) -> UInt64 { words[index].load(ordering: .acquiring) }
            self.words = (word(1), word(2), word(3), word(4), word(5))
        }

        /// Rises by one with each commit.
        var commits: UInt32 { withUnsafeBytes(of: words.0) { $0.load(as: UInt32.self) } }

        static func == (left: Self, right: Self) -> Bool { left.words == right.words }
    }

    private static let mappedBytes = 4096
    private static let knownVersion: UInt32 = 3_007_000

    /// Shared memory that other processes write too. It is only ever read, by words, and it stays mapped as long as this.
    private nonisolated(unsafe) let words: UnsafeMutablePointer<Atomic<UInt64>>
    /// Closing any handle on the file drops the locks that SQLite holds on it (POSIX locks belong to the process), so
    /// this one stays open as long as SQLite's own.
    private let descriptor: Int32

    /// Nil where there is no index that this program knows.
    /// - Parameter path: the database's. A connection has to be open on it, and stay so.
    init?(ofDatabaseAt path: String) {
        let descriptor = Glibc.open(path + "-shm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let memory = mmap(nil, Self.mappedBytes, PROT_READ, MAP_SHARED, descriptor, 0)
        var facts = stat()
        guard let memory, memory != MAP_FAILED, fstat(descriptor, &facts) == 0, facts.st_size >= Self.mappedBytes,
            memory.load(as: UInt32.self) == Self.knownVersion
        else {
            // Left open, for the reason above: it happens once in a process, if ever.
            return nil
        }
        self.descriptor = descriptor
        words = memory.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    deinit {
        munmap(words, Self.mappedBytes)
        close(descriptor)
    }

    var now: Value { Value(words) }
}
