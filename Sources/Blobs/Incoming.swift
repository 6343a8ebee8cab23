import Glibc
import Synchronization

/// A folder of bytes on their way, and the lanes that its files are written on. Its files are locked for as long as their
/// process holds them open.
final class Incoming: Sendable {
    let path: String
    private let lanes: [DiskLane]
    private let counter = Atomic<Int>(0)

    /// Makes the folder where it is missing, and sweeps what dead processes left in it. Blocks.
    init(at path: String) throws(BlobError) {
        self.path = path
        // A lane is busy while its disk call lasts, so more lanes than cores; a spool stays on one.
        lanes = (0..<8).map { DiskLane($0) }
        try Disk.makeFolder(path)
        try sweep()
    }

    /// Lanes take turns.
    var nextLane: DiskLane { lanes[Int(UInt(bitPattern: nextNumber) % UInt(lanes.count))] }

    func spool(limitBytes: Int, for home: any BlobHome) async throws(BlobError) -> Spool {
        let lane = nextLane
        let file = try await lane.run { () throws(BlobError) in try self.makeFile() }
        return Spool(file, limitBytes: limitBytes, lane: lane, home: home)
    }

    private func makeFile() throws(BlobError) -> SpoolFile {
        while true {
            let path = "\(path)/\(getpid())-\(nextNumber)-\(UInt32.random(in: .min ... .max))"
            let file = try Disk.retrying("open spool") {
                open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            }
            // The sweeper of another process may have found the file before it was locked: then it has the lock, or
            // it has removed the name, and we take another.
            var status = stat()
            if flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &status) == 0, status.st_nlink == 1 {
                return SpoolFile(path: path, descriptor: file)
            }
            unlink(path)
            close(file)
        }
    }

    /// Removes files that nobody holds open. The lock tells, and not the process id in the name: a lock ends with its
    /// process, is seen across containers, and is never taken over by another program.
    func sweep() throws(BlobError) {
        for name in try Disk.names(in: path) {
            let path = "\(path)/\(name)"
            let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard file >= 0 else { continue }
            defer { close(file) }
            // What is in the way and can't be removed harms nobody.
            if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
        }
    }

    private var nextNumber: Int { counter.wrappingAdd(1, ordering: .relaxed).newValue }
}
