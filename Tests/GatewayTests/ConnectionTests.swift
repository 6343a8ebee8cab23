import Foundation
import Gateway
import SurfaceTesting
import Testing

@Suite("A connection")
struct ConnectionTests {
    @Test("that dribbles its head byte by byte is closed at the deadline, however often a byte comes")
    func slowHead() async throws {
        try await withRunning(Toy.gateway(), ConnectionLimits(head: .milliseconds(300))) { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            await connection.write("GET /api/v1/open/x HTTP/1.1\r\nHost: x\r\n")
            async let dribble: Void = {
                for _ in 0..<200 {
                    guard await connection.write("A: b\r\n") else { return }
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }()
            let answer = try await connection.readToEnd()
            await dribble
            // A reset, too, is an end: its bytes were on their way.
            #expect(answer == "" || answer == nil)
        }
    }

    @Test("that says nothing after an answer is closed when its time is over")
    func idle() async throws {
        try await withRunning(Toy.gateway(), ConnectionLimits(idle: .milliseconds(200))) { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            await connection.write("GET /api/v1/open/x HTTP/1.1\r\nHost: x\r\n\r\n")
            await #expect(connection.read(until: "\"]")?.contains("200 OK") == true)
            try await #expect(connection.readToEnd() == "")
        }
    }

    @Test("that asks again has its time for each request anew")
    func keptAlive() async throws {
        try await withRunning(Toy.gateway(), ConnectionLimits(head: .milliseconds(500))) { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            for _ in 0..<3 {
                await connection.write("GET /api/v1/open/x HTTP/1.1\r\nHost: x\r\n\r\n")
                await #expect(connection.read(until: "\"]")?.contains("200 OK") == true)
                try await Task.sleep(for: .milliseconds(300))
            }
        }
    }

    @Test("that stalls in its body gets an answer and is closed")
    func slowBody() async throws {
        try await withRunning(
            Toy.gateway(), ConnectionLimits(bodyGrace: .milliseconds(300), bodyBytesPerSecond: 1 << 20)
        ) { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            await connection.write(
                "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Length: 100\r\n\r\n{")
            let answer = try await connection.readToEnd()
            #expect(answer?.hasPrefix("HTTP/1.1 400") == true, "\(answer ?? "-")")
            #expect(answer?.contains("The body ended early") == true)
        }
    }

    @Test("that sends a body over the limit can read its 413 after sending all of it, and is closed then")
    func tooLarge() async throws {
        try await withRunning { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            let length = 20_000_000
            await connection.write(
                "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Length: \(length)\r\n\r\n"
            )
            await #expect(connection.write(String(repeating: "x", count: length)))
            let answer = try await connection.readToEnd()
            #expect(answer?.hasPrefix("HTTP/1.1 413") == true)
            #expect(answer?.lowercased().contains("connection: close") == true)
        }
    }

    @Test("that sends endless chunks gets its 413 too")
    func endlessChunks() async throws {
        try await withRunning { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            await connection.write(
                "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
            for _ in 0..<50 { await connection.write(chunk) }
            await #expect(connection.read(until: "4096 bytes")?.hasPrefix("HTTP/1.1 413") == true)
        }
    }

    @Test("that asks first whether to send its body is told yes, or is refused before it has sent any")
    func expectContinue() async throws {
        try await withRunning { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            let head = "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nExpect: 100-continue\r\n"
            await connection.write(head + "Content-Length: 13\r\n\r\n")
            await #expect(connection.read(until: "\r\n\r\n")?.hasPrefix("HTTP/1.1 100 Continue") == true)
            await connection.write(#"{"title":"t"}"#)
            await #expect(connection.read(until: "}")?.hasPrefix("HTTP/1.1 201") == true)
            await connection.write(head + "Content-Length: 99999999\r\n\r\n")
            await #expect(connection.read(until: "bytes")?.hasPrefix("HTTP/1.1 413") == true)
        }
    }

    @Test("of a GET that announces a body is answered at once, where nobody reads that body")
    func getWithBody() async throws {
        // Patient beyond the test's end, so that only an answer which waits for no body comes.
        try await withRunning(Toy.gateway(), ConnectionLimits(bodyGrace: .seconds(3600))) { port, _ in
            for announced in [
                "Content-Length: 10", "Transfer-Encoding: chunked", "Content-Length: 10\r\nExpect: 100-continue",
            ] {
                let connection = try RawConnection(port: port)
                defer { connection.close() }
                await connection.write(
                    "GET /api/v1/books HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\n\(announced)\r\n\r\n")
                await #expect(connection.read(until: "\r\n\r\n")?.hasPrefix("HTTP/1.1 200") == true, "\(announced)")
            }
        }
    }

    @Test("with too much of a head gets a 431, with no HTTP at all a 400, both with a request id")
    func badHeads() async throws {
        try await withRunning { port, _ in
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
                await connection.write(head)
                connection.finishWriting()
                let answer = try await connection.readToEnd()
                #expect(answer?.hasPrefix("HTTP/1.1 \(status)") == true, "\(head.prefix(40)): \(answer ?? "-")")
                #expect(answer?.lowercased().contains("x-request-id: ") == true)
            }
        }
    }

    @Test("of HTTP/1.0 is closed after its answer, and so is one that asks for it")
    func closing() async throws {
        try await withRunning { port, _ in
            for head in [
                "GET /api/v1/open/x HTTP/1.0\r\n\r\n",
                "GET /api/v1/open/x HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n",
            ] {
                let connection = try RawConnection(port: port)
                defer { connection.close() }
                await connection.write(head)
                let answer = try await connection.readToEnd()
                #expect(answer?.contains("200 OK") == true)
                #expect(answer?.lowercased().contains("connection: close") == true)
            }
        }
    }

    @Test("that carries several requests at once gets the answers in order")
    func pipelined() async throws {
        try await withRunning { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            await connection.write(
                (0..<5).map { "GET /api/v1/open/n\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
                    + "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
                    + "GET /api/v1/open/last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answer = try await #require(connection.readToEnd())
            let order = ["[\"n0\"", "[\"n1\"", "[\"n2\"", "[\"n3\"", "[\"n4\"", "401 Unauthorized", "[\"last\""]
            let places = order.compactMap { answer.firstRange(of: $0)?.lowerBound }
            #expect(places.count == order.count)
            #expect(places == places.sorted())
        }
    }

    /// A gateway whose `/api/v1/file` has 40 MB, more than the sockets' buffers hold.
    private func withLargeFile(_ body: (Gateway) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("large-\(UUID())")
        try Data(count: 40_000_000).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let routes: [Route] = [
            .get("/api/v1/file", "File", access: .anyone, answers: [.media("text/plain")]) { _ in
                .file(file.path, byteCount: 40_000_000, Entity(mediaType: "text/plain"))
            }
        ]
        try await body(Toy.gateway([Toy.dialect(routes: routes)]))
    }

    @Test("whose reader takes nothing is closed, however much is still to be sent")
    func stalledReader() async throws {
        try await withLargeFile { gateway in
            try await withRunning(gateway, ConnectionLimits(stalledWrite: .milliseconds(300))) { port, _ in
                let connection = try RawConnection(port: port, receiveBuffer: 10_000)
                defer { connection.close() }
                await connection.write("GET /api/v1/file HTTP/1.1\r\nHost: x\r\n\r\n")
                await #expect(connection.read(until: "\r\n\r\n")?.hasPrefix("HTTP/1.1 200") == true)
                try await Task.sleep(for: .seconds(2))
                let rest = try await connection.readToEnd()
                #expect((rest?.utf8.count ?? 0) < 40_000_000)
            }
        }
    }

    @Test("whose reader takes nothing does not keep the server from stopping", .timeLimit(.minutes(1)))
    func stopBesideStalledReader() async throws {
        try await withLargeFile { gateway in
            try await withRunning(gateway, ConnectionLimits(stalledWrite: .seconds(1))) { port, stop in
                let connection = try RawConnection(port: port, receiveBuffer: 10_000)
                await connection.write("GET /api/v1/file HTTP/1.1\r\nHost: x\r\n\r\n")
                await #expect(connection.read(until: "\r\n\r\n")?.hasPrefix("HTTP/1.1 200") == true)
                await stop()
                // It stays open on this side; the test ends when the server has.
            }
        }
    }

    @Test("whose sender vanishes in the middle of a file ends its request, and the file with it")
    func vanished() async throws {
        let (records, continuation) = AsyncStream.makeStream(of: RequestRecord.self)
        let gateway = Toy.gateway(observer: GatewayObserver(ended: { continuation.yield($0) }))
        try await withRunning(gateway) { port, _ in
            let connection = try RawConnection(port: port)
            await connection.write(
                "POST /api/v1/forms HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                    + "Content-Length: 500\r\n\r\n--b\r\n"
                    + "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc")
            connection.close()
            var iterator = records.makeAsyncIterator()
            let record = try #require(await iterator.next())
            #expect(record.pathTemplate == "/api/v1/forms")
            #expect(record.status == 400)
        }
    }

    @Test("that is to be closed after its answer, and is read slowly, carries all of the answer")
    func slowLastAnswer() async throws {
        // In one piece: what the sockets' buffers do not hold waits in the server.
        let bytes = [UInt8](repeating: 0x78, count: 20_000_000)
        let route = Route.get("/api/v1/bytes", "Bytes", access: .anyone, answers: [.media("text/plain")]) { _ in
            .entity(bytes, Entity(mediaType: "text/plain"))
        }
        try await withRunning(Toy.gateway([Toy.dialect(routes: [route])])) { port, stop in
            let closing = try RawConnection(port: port, receiveBuffer: 10_000)
            await closing.write("GET /api/v1/bytes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let stopped = try RawConnection(port: port, receiveBuffer: 10_000)
            await stopped.write("GET /api/v1/bytes HTTP/1.1\r\nHost: x\r\n\r\n")
            for connection in [closing, stopped] {
                await #expect(connection.read(count: 100) != nil)
            }
            // A server that is told to stop finishes what it has begun, too.
            await stop()
            for connection in [closing, stopped] {
                let rest = try await connection.readToEnd()
                #expect((rest?.utf8.count ?? 0) > bytes.count)
                connection.close()
            }
        }
    }

    @Test("that asks for another protocol and pours bytes behind it is closed after its answer")
    func bytesBehindUpgrade() async throws {
        try await withRunning { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            await connection.write(
                "GET /api/v1/open/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: pour\r\n\r\n")
            await #expect(connection.read(until: "\"]")?.contains("200 OK") == true)
            // Sooner or later nobody takes them.
            let all = await connection.write(String(repeating: "x", count: 50_000_000))
            #expect(!all)
        }
    }
}
