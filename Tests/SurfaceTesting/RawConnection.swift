import Foundation
import Glibc

/// A plain socket, so that a test can be as slow and as wrong as a stranger. Its calls block, each on a thread of its own:
/// what a test expects is said in the test's own task, and the server keeps its threads.
public struct RawConnection: Sendable {
    public let descriptor: Int32

    /// - Parameter receiveBuffer: bytes that the system keeps for us, where a test needs it small.
    public init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        // The C interface takes any family's address by one pointer type.
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(code: errno) }
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    public struct Failure: Error { let code: Int32 }

    /// Whether all of it went out.
    @discardableResult
    public func write(_ text: String) async -> Bool { await write(bytes: Array(text.utf8)) }

    @discardableResult
    public func write(bytes: [UInt8]) async -> Bool {
        await blocking {
            var offset = 0
            while offset < bytes.count {
                let count = bytes[offset...].withUnsafeBytes {
                    send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                offset += count
            }
            return true
        }
    }

    /// Everything until the server closes; nil where it reset the connection. Throws where it did neither in twenty
    /// seconds.
    public func readToEnd() async throws -> String? {
        try await blocking {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &chunk, chunk.count, 0)
                if count == 0 { return String(decoding: bytes, as: UTF8.self) }
                guard count > 0 else {
                    guard errno == ECONNRESET else { throw Failure(code: errno) }
                    return nil
                }
                bytes += chunk[..<count]
            }
        }
    }

    /// At least until `text` has come.
    public func read(until text: String) async -> String? {
        await blocking {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while !String(decoding: bytes, as: UTF8.self).contains(text) {
                let count = recv(descriptor, &chunk, chunk.count, 0)
                guard count > 0 else { return nil }
                bytes += chunk[..<count]
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Exactly so many bytes; nil where the server closed before.
    public func read(count: Int) async -> [UInt8]? {
        await blocking {
            var bytes = [UInt8](repeating: 0, count: count)
            var offset = 0
            while offset < count {
                let got = bytes[offset...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
                guard got > 0 else { return nil }
                offset += got
            }
            return bytes
        }
    }

    public func finishWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    public func close() { _ = Glibc.close(descriptor) }

    private func blocking<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }
}
