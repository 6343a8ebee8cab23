import Dispatch
import Foundation
import Glibc

/// The folders of this machine that files may be taken in from. None by default.
struct ImportRoots: Sendable {
    private let roots: [String]

    /// - Parameter paths: of folders. One that is not there is none.
    init(_ paths: [String]) {
        roots = paths.compactMap(Self.resolved)
    }

    /// Opens the regular file at an absolute path that, with all its symbolic links resolved, lies below one of the
    /// folders. Throws `UploadError.notImportable` for anything else: what lies elsewhere, or does not exist, is not
    /// told apart.
    func open(_ path: String) async throws -> ImportedFile {
        try await onDiskQueue { try openBlocking(path) }
    }

    private func openBlocking(_ path: String) throws(UploadError) -> ImportedFile {
        guard !roots.isEmpty, path.hasPrefix("/"), !path.utf8.contains(0), let target = Self.resolved(path),
            contains(target)
        else { throw .notImportable }
        // Resolved, so the last name is no link, unless it has become one since. A pipe must not hold us up.
        let descriptor = Glibc.open(target, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .notImportable }
        let file = ImportedFile(descriptor)
        // A folder on the way may have become a link in between: what counts is what was opened.
        guard let opened = Self.resolved("/proc/self/fd/\(descriptor)"), contains(opened),
            let kind = try? FileManager.default.attributesOfItem(atPath: opened)[.type] as? FileAttributeType,
            kind == .typeRegular
        else { throw .notImportable }
        return file
    }

    private func contains(_ path: String) -> Bool {
        roots.contains { path.hasPrefix($0 == "/" ? "/" : $0 + "/") }
    }

    /// Nil where there is no such file.
    private static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}

extension Library {
    /// Takes in a file of this machine that lies below a folder that may be imported from. The original stays. Throws
    /// `UploadError.notImportable`, or `MediaError.tooManyBytes`.
    public func receive(importPath path: String, limitBytes: Int) async throws -> Upload {
        try await receive(try await importRoots.open(path), named: path, limitBytes: limitBytes)
    }
}

/// Owns a file that was opened for reading; iterating hands out its bytes from the start, a chunk at a time.
final class ImportedFile: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    private static let chunkBytes = 256 * 1024
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    struct AsyncIterator: AsyncIteratorProtocol {
        let file: ImportedFile
        private var offset = 0

        init(_ file: ImportedFile) {
            self.file = file
        }

        mutating func next() async throws -> [UInt8]? {
            let chunk = try await onDiskQueue { [file, offset] in try file.read(at: offset) }
            offset += chunk.count
            return chunk.isEmpty ? nil : chunk
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

    private func read(at offset: Int) throws(UploadError) -> [UInt8] {
        var count = 0
        // The only way into the system call; the array's own memory, for the length that it states.
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, initialized in
            repeat {
                count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            } while count < 0 && errno == EINTR
            initialized = Swift.max(0, count)
        }
        guard count >= 0 else { throw .notImportable }
        return chunk
    }
}

/// Somebody's disk may be slow: neither an event loop nor Swift's own threads wait for it.
private func onDiskQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        importQueue.async { continuation.resume(with: Result(catching: work)) }
    }
}

private let importQueue = DispatchQueue(label: "calotype.imports")
