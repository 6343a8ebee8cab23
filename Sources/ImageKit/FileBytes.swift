import Glibc

/// The bytes of a picture, in memory or mapped from a file.
struct FileBytes: Sendable {
    private enum Storage: Sendable {
        case array([UInt8])
        case mapped(Mapping)
    }

    private let storage: Storage

    init(_ bytes: [UInt8]) { storage = .array(bytes) }

    /// Maps a regular file for reading. Its pages are the kernel's to drop, so that a large file costs no memory of
    /// ours (RssFile, not RssAnon). The file must not be cut short while it is mapped: a read beyond the new end
    /// would be a SIGBUS. Blobs never change once written, and an upload is mapped only when it is complete.
    init(mapping path: String, limits: DecodeLimits) throws(DecodeError) {
        // O_NONBLOCK: a named pipe must not hold us up before fstat tells that it is none of ours.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "not a regular file") }
        let count = Int(status.st_size)
        guard count <= limits.bytes else { throw .tooManyBytes(count, limit: limits) }
        guard count > 0 else { throw .notAnImage }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        storage = .mapped(Mapping(UnsafeRawBufferPointer(start: start, count: count)))
    }

    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch storage {
        case .array(let bytes):
            try bytes.withUnsafeBufferPointer { (buffer) throws(Failure) -> Result in
                try body(UnsafeRawBufferPointer(buffer))
            }
        case .mapped(let mapping):
            try withExtendedLifetime(mapping) { () throws(Failure) -> Result in try body(mapping.bytes) }
        }
    }
}

/// Owns a mapping and takes it down.
private final class Mapping: Sendable {
    // Unsafe in name only: the pages are read-only and this pointer never changes.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
