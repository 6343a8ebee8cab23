import Gateway
import Identity
import Synchronization
import SurfaceTesting
import Testing

@Suite("A WebSocket")
struct SocketTests {
    /// A gateway of the toy sockets that tells how each of them ended.
    private static func observed(
        settings: GatewaySettings = GatewaySettings()
    ) -> (gateway: Gateway, records: AsyncStream<SocketRecord>) {
        let (records, continuation) = AsyncStream.makeStream(of: SocketRecord.self)
        let gateway = Toy.gateway(
            [Toy.dialect(.imagineAI, base: "/ws", routes: ToySockets.routes)], settings: settings,
            observer: GatewayObserver(socketClosed: { continuation.yield($0) }))
        return (gateway, records)
    }

    @Test(
        "is opened at its exact place and under its prefix, with a slash or without, sends its messages and says 1000")
    func messages() async throws {
        try await withRunning(ToySockets.gateway) { port, _ in
            for path in ["/ws/count/2", "/ws/count/2/", "/imagineai/ws/count/2", "/imagineai/ws/count/2/"] {
                let (client, head) = try await SocketClient.open("\(path)?token=ann", port: port)
                defer { client.connection.close() }
                #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
                #expect(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
                #expect(head.lowercased().contains("x-request-id: "))
                await #expect(client.receive()?.text == #"{"number":1}"#)
                await #expect(client.receive()?.text == #"{"number":2}"#)
                let goodbye = await client.receive()
                #expect(goodbye?.code == 1000)
                await client.close()
                await #expect(client.receive() == nil)
            }
        }
    }

    @Test(
        "that may not be had is accepted and closed with a code that a browser can see",
        arguments: [
            ("/ws/count/2", 4001), ("/ws/count/2?token=forged", 4001), ("/ws/count/0?token=ann", 4004),
            ("/ws/count/3?token=ann", 4003),
        ])
    func refused(path: String, code: Int) async throws {
        try await withRunning(ToySockets.gateway) { port, _ in
            let (client, head) = try await SocketClient.open(path, port: port)
            defer { client.connection.close() }
            #expect(head.hasPrefix("HTTP/1.1 101"))
            let frames = await client.receiveAll()
            #expect(frames.map(\.code) == [code])
        }
    }

    @Test("beyond those that one account may have is a 429 before it is opened, until one of them is closed")
    func limit() async throws {
        let (gateway, records) = Self.observed()
        try await withRunning(gateway) { port, _ in
            let open = "/ws/quiet?token=ann"
            let (first, _) = try await SocketClient.open(open, port: port)
            let (second, _) = try await SocketClient.open("/imagineai\(open)", port: port)
            let (_, refusal) = try await SocketClient.open(open, port: port)
            #expect(refusal.hasPrefix("HTTP/1.1 429"))
            #expect(refusal.lowercased().contains("retry-after: "))
            let (other, accepted) = try await SocketClient.open("/ws/quiet?token=root", port: port)
            #expect(accepted.hasPrefix("HTTP/1.1 101"))
            await first.close()
            var iterator = records.makeAsyncIterator()
            #expect(await iterator.next()?.closeCode == 1000)
            let (third, again) = try await SocketClient.open(open, port: port)
            #expect(again.hasPrefix("HTTP/1.1 101"))
            for client in [first, second, third, other] { client.connection.close() }
        }
        let unlimited = Self.observed(settings: GatewaySettings(rateLimits: false)).gateway
        try await withRunning(unlimited) { port, _ in
            for _ in 0..<4 {
                let (client, head) = try await SocketClient.open("/ws/quiet?token=ann", port: port)
                #expect(head.hasPrefix("HTTP/1.1 101"))
                client.connection.close()
            }
        }
    }

    @Test("is no longer counted when its client hears that it ends, and one that was refused never was")
    func reopening() async throws {
        try await withRunning(ToySockets.gateway) { port, _ in
            let open = "/ws/once?token=ann"
            for _ in 0..<20 {
                // Neither of them is closed on this side before the next is opened.
                let (refused, _) = try await SocketClient.open("/ws/once?token=ann&refuse=true", port: port)
                await #expect(refused.receive()?.code == 4003)
                let (client, head) = try await SocketClient.open(open, port: port)
                #expect(head.hasPrefix("HTTP/1.1 101"))
                await #expect(client.receive()?.text == #"{"number":1}"#)
                await #expect(client.receive()?.code == 1000)
            }
        }
    }

    @Test("that is not asked for as one is a 426 that says how, a malformed handshake a 400")
    func handshakes() async throws {
        let good = SocketClient.handshake
        func without(_ name: String, _ instead: String...) -> [String] {
            good.filter { !$0.hasPrefix(name) } + instead
        }
        let cases: [(headers: [String], status: String)] = [
            ([], "426"), (without("Upgrade"), "426"), (without("Connection"), "426"),
            (without("Upgrade", "Upgrade: h2c"), "426"),
            (without("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8"), "426"),
            (without("Sec-WebSocket-Version"), "426"), (without("Sec-WebSocket-Key"), "400"),
            (without("Sec-WebSocket-Key", "Sec-WebSocket-Key: c2hvcnQ="), "400"),
            (without("Sec-WebSocket-Key", "Sec-WebSocket-Key: \u{1F600}"), "400"),
            (good + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="], "400"), (good + ["Content-Length: 3"], "400"),
        ]
        try await withRunning(ToySockets.gateway) { port, _ in
            for (headers, status) in cases {
                let (client, head) = try await SocketClient.open("/ws/count/2?token=ann", port: port, headers: headers)
                client.connection.close()
                #expect(head.hasPrefix("HTTP/1.1 \(status)"), "\(headers): \(head)")
                if status == "426" {
                    #expect(head.lowercased().contains("upgrade: websocket\r\n"))
                    #expect(head.contains("Sec-WebSocket-Version: 13"))
                }
            }
        }
    }

    @Test(
        "may be opened on a connection that has served requests, and requests that ask for other protocols are answered"
    )
    func otherRequests() async throws {
        try await withRunning(ToySockets.gateway) { port, _ in
            let connection = try RawConnection(port: port)
            defer { connection.close() }
            await connection.write("GET /ws/nothing HTTP/1.1\r\nHost: x\r\n\r\n")
            await #expect(connection.read(until: "}")?.hasPrefix("HTTP/1.1 404") == true)
            let lines = ["GET /ws/count/1?token=ann HTTP/1.1", "Host: x"] + SocketClient.handshake + ["", ""]
            await connection.write(lines.joined(separator: "\r\n"))
            await #expect(connection.read(until: #"{"number":1}"#)?.hasPrefix("HTTP/1.1 101") == true)

            let old = try RawConnection(port: port)
            defer { old.close() }
            await old.write(
                "GET /ws/nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n")
            // Nothing behind it can be read as HTTP, so it says that it is the last.
            let answer = try await old.readToEnd()
            #expect(answer?.hasPrefix("HTTP/1.1 404") == true)
            #expect(answer?.lowercased().contains("connection: close") == true)
        }
    }

    @Test("whose client is gone is asked for no more messages", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let gone = Latch()
        let watched = Route.webSocket("/ws/watched", "Says nothing, and hears when nobody listens") { _ in
            AsyncStream<ToySockets.Tick> { $0.onTermination = { _ in gone.open() } }
        }
        try await withRunning(Toy.gateway([Toy.dialect(.imagineAI, base: "/ws", routes: [watched])])) { port, _ in
            let (client, head) = try await SocketClient.open("/ws/watched?token=ann", port: port)
            #expect(head.hasPrefix("HTTP/1.1 101"))
            client.connection.close()
            await gone.wait()
        }
    }

    @Test("whose messages fail closes with 1011, tells nothing of it, and has it in its record")
    func failure() async throws {
        let (gateway, records) = Self.observed()
        try await withRunning(gateway) { port, _ in
            let (client, _) = try await SocketClient.open("/ws/count/20?token=ann", port: port)
            defer { client.connection.close() }
            var frames: [SocketClient.Frame] = []
            while frames.last?.code == nil, let frame = await client.receive() { frames.append(frame) }
            #expect(frames.count == 13)
            #expect(frames.last?.code == 1011)
            #expect(frames.last?.reason == "Internal server error")
            await client.close(1011)
            var iterator = records.makeAsyncIterator()
            let record = await iterator.next()
            #expect(record?.cause == "the inner message")
            #expect(record?.messages == 12)
            #expect(record?.request.pathTemplate == "/ws/count/{last}")
            #expect(record?.request.account == 7)
        }
    }
}
