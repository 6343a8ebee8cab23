import Foundation
import Gateway
import Glibc
import Hummingbird
import Logging
import ServiceLifecycle
import Testing

/// A plain socket, so that a test can be as slow and as wrong as a stranger.
private struct RawConnection {
    let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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

    struct Failure: Error { let code: Int32 }

    /// Whether all of it went out.
    @discardableResult
    func write(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
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

    /// Everything until the server closes; nil where it did not within twenty seconds, or reset the connection.
    func readToEnd() -> String? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }

    /// At least until `text` has come.
    func read(until text: String) -> String? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while !String(decoding: bytes, as: UTF8.self).contains(text) {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func close() { _ = Glibc.close(descriptor) }
}

@Suite("A connection")
struct ConnectionTests {
    /// Serves the toy dialect on a port of its own. The body runs on a thread of its own, since it blocks.
    private func withServer(
        _ limits: ConnectionLimits = ConnectionLimits(), _ body: @escaping @Sendable (Int) throws -> Void
    ) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: Toy.gateway(), server: Gateway.http1(limits, logger: logger),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = await iterator.next() ?? 0
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                Thread.detachNewThread { done.resume(with: Result { try body(port) }) }
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test("that dribbles its head byte by byte is closed at the deadline, however often a byte comes")
    func slowHead() async throws {
        try await withServer(ConnectionLimits(head: .milliseconds(300))) { port in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            connection.write("GET /api/v1/open/x HTTP/1.1\r\nHost: x\r\n")
            let writer = Thread {
                for _ in 0..<200 {
                    guard connection.write("A: b\r\n") else { return }
                    usleep(20_000)
                }
            }
            writer.start()
            let answer = connection.readToEnd()
            #expect(answer != nil || errno == ECONNRESET)
            #expect(answer?.contains("200 OK") != true)
        }
    }

    @Test("that says nothing after an answer is closed when its time is over, and may ask again before")
    func idle() async throws {
        try await withServer(ConnectionLimits(idle: .seconds(5))) { port in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            for _ in 0..<3 {
                connection.write("GET /api/v1/open/x HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(connection.read(until: "\"]")?.contains("200 OK") == true)
            }
            #expect(connection.readToEnd() == "")
        }
    }

    @Test("that stalls in its body gets an answer and is closed")
    func slowBody() async throws {
        try await withServer(ConnectionLimits(bodyGrace: .milliseconds(300), bodyBytesPerSecond: 1 << 20)) { port in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            connection.write(
                "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Length: 100\r\n\r\n{")
            let answer = connection.readToEnd()
            #expect(answer?.hasPrefix("HTTP/1.1 400") == true, "\(answer ?? "-")")
            #expect(answer?.contains("The body ended early") == true)
        }
    }

    @Test("that sends a body over the limit can read its 413 after sending all of it, and is closed then")
    func tooLarge() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            let length = 20_000_000
            connection.write(
                "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Length: \(length)\r\n\r\n"
            )
            #expect(connection.write(String(repeating: "x", count: length)))
            let answer = connection.readToEnd()
            #expect(answer?.hasPrefix("HTTP/1.1 413") == true)
            #expect(answer?.lowercased().contains("connection: close") == true)
        }
    }

    @Test("that sends endless chunks gets its 413 too")
    func endlessChunks() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            connection.write(
                "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
            for _ in 0..<50 { connection.write(chunk) }
            #expect(connection.read(until: "4096 bytes")?.hasPrefix("HTTP/1.1 413") == true)
        }
    }

    @Test("that asks first whether to send its body is told yes, or is refused before it has sent any")
    func expectContinue() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            let head = "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nExpect: 100-continue\r\n"
            connection.write(head + "Content-Length: 13\r\n\r\n")
            #expect(connection.read(until: "\r\n\r\n")?.hasPrefix("HTTP/1.1 100 Continue") == true)
            connection.write(#"{"title":"t"}"#)
            #expect(connection.read(until: "}")?.hasPrefix("HTTP/1.1 201") == true)
            connection.write(head + "Content-Length: 99999999\r\n\r\n")
            #expect(connection.read(until: "bytes")?.hasPrefix("HTTP/1.1 413") == true)
        }
    }

    @Test("with too much of a head gets a 431, with no HTTP at all a 400, both with a request id")
    func badHeads() async throws {
        try await withServer { port in
            for (head, status) in [
                ("GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "x", count: 20_000))\r\n\r\n", "431"),
                ("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: x\r\n", count: 200) + "\r\n", "431"),
                ("GET /\(String(repeating: "x", count: 40_000)) HTTP/1.1\r\nHost: x\r\n\r\n", "431"),
                ("nonsense\r\n\r\n", "400"),
                ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", "400"),
                ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
            ] {
                let connection = try RawConnection(port: port)
                defer { connection.close() }
                connection.write(head)
                shutdown(connection.descriptor, Int32(SHUT_WR))
                let answer = connection.readToEnd()
                #expect(answer?.hasPrefix("HTTP/1.1 \(status)") == true, "\(head.prefix(40)): \(answer ?? "-")")
                #expect(answer?.lowercased().contains("x-request-id: ") == true)
            }
        }
    }

    @Test("of HTTP/1.0 is closed after its answer, and so is one that asks for it")
    func closing() async throws {
        try await withServer { port in
            for head in [
                "GET /api/v1/open/x HTTP/1.0\r\n\r\n",
                "GET /api/v1/open/x HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n",
            ] {
                let connection = try RawConnection(port: port)
                defer { connection.close() }
                connection.write(head)
                let answer = connection.readToEnd()
                #expect(answer?.contains("200 OK") == true)
                #expect(answer?.lowercased().contains("connection: close") == true)
            }
        }
    }

    @Test("that carries several requests at once gets the answers in order")
    func pipelined() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            connection.write(
                (0..<5).map { "GET /api/v1/open/n\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
                    + "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
                    + "GET /api/v1/open/last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answer = try #require(connection.readToEnd())
            let order = ["[\"n0\"", "[\"n1\"", "[\"n2\"", "[\"n3\"", "[\"n4\"", "401 Unauthorized", "[\"last\""]
            let places = order.compactMap { answer.firstRange(of: $0)?.lowerBound }
            #expect(places.count == order.count)
            #expect(places == places.sorted())
        }
    }
}
