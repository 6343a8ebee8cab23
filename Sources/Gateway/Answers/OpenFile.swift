import Glibc
import NIOCore
import NIOPosix

/// Owns a file descriptor that is only read from, on NIO's thread pool and never on an event loop.
final class OpenFile: Sendable {
    /// `errno` of what failed.
    struct Failure: Error {
        let path: String
        let code: Int32
    }

    private let descriptor: Int32
    private let path: String

    private init(_ descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    static func open(_ path: String) async throws -> OpenFile {
        try await NIOThreadPool.singleton.runIfActive {
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
            return OpenFile(descriptor, path: path)
        }
    }

    /// At least one byte and at most `byteCount`. A file that ends before what was promised is a failure: the client
    /// must not take a part for the whole.
    func read(at offset: Int, byteCount: Int) async throws -> ByteBuffer {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            var buffer = ByteBuffer()
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: byteCount) { bytes in
                // The only way into the system call; the buffer's own memory, for the length that it states.
                max(0, pread(descriptor, bytes.baseAddress, byteCount, off_t(offset)))
            }
            guard count > 0 else { throw Failure(path: path, code: errno) }
            return buffer
        }
    }
}
