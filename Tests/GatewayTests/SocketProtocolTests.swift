import Gateway
import Identity
import SurfaceTesting
import Testing

@Suite("A client of a WebSocket")
struct SocketProtocolTests {
    /// Opens the quiet socket, lets the client say something, and hands over what comes then.
    private func afterSaying(
        limits: ConnectionLimits = ConnectionLimits(), _ say: @escaping @Sendable (SocketClient) async -> Void,
        _ check: @escaping @Sendable (SocketClient) async throws -> Void
    ) async throws {
        try await withRunning(ToySockets.gateway, limits) { port, _ in
            let (client, head) = try await SocketClient.open("/ws/quiet?token=ann", port: port)
            defer { client.connection.close() }
            #expect(head.hasPrefix("HTTP/1.1 101"))
            await say(client)
            try await check(client)
        }
    }

    @Test("that says goodbye hears its own code, and the connection ends")
    func goodbye() async throws {
        try await afterSaying {
            await $0.close(3456, "enough")
        } _: { client in
            let answer = await client.receive()
            #expect(answer?.code == 3456)
            await #expect(client.receive() == nil)
        }
        try await afterSaying {
            await $0.send(8)
        } _: { client in
            await #expect(client.receive()?.code == 1000)
        }
    }

    @Test("that pings gets what it sent, and one that chats is read and ignored")
    func chat() async throws {
        try await afterSaying {
            await $0.send(1, Array("hello".utf8))
            await $0.send(2, [UInt8](repeating: 0xFF, count: 60_000))
            await $0.send(1, Array("h\u{E9}".utf8.dropLast()), isLast: false)
            await $0.send(9, Array("in between".utf8))
            await $0.send(0, Array("\u{E9}llo".utf8.dropFirst()))
            await $0.send(10, Array("unasked".utf8))
            await $0.send(9, Array("last".utf8))
        } _: { client in
            await #expect(client.receive() == SocketClient.Frame(opcode: 10, payload: Array("in between".utf8)))
            await #expect(client.receive() == SocketClient.Frame(opcode: 10, payload: Array("last".utf8)))
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let code: Int
        let testDescription: String
        let say: @Sendable (SocketClient) async -> Void

        init(_ code: Int, _ description: String, _ say: @escaping @Sendable (SocketClient) async -> Void) {
            self.code = code
            testDescription = description
            self.say = say
        }

        static let all = [
            Fault(1002, "no mask") { await $0.send(1, [0x61], isMasked: false) },
            Fault(1002, "a reserved bit") { await $0.send(1, [0x61], reserved: 0x40) },
            Fault(1002, "an unknown opcode") { await $0.send(3) },
            Fault(1002, "a control frame in parts") { await $0.send(9, isLast: false) },
            Fault(1002, "a long control frame") { await $0.send(9, [UInt8](repeating: 0, count: 126)) },
            Fault(1002, "a continuation of nothing") { await $0.send(0) },
            Fault(1002, "a message within another") {
                await $0.send(1, isLast: false)
                await $0.send(1)
            },
            Fault(1002, "half a close code") { await $0.send(8, [3]) },
            Fault(1002, "a close code that nobody may send") { await $0.close(1005) },
            Fault(1002, "a close code that is none") { await $0.close(99) },
            Fault(1007, "a reason that is not UTF-8") { await $0.send(8, [3, 0xE8, 0xFF]) },
            Fault(1007, "a text that is not UTF-8") { await $0.send(1, [0x61, 0xED, 0xA0, 0x80]) },
            Fault(1007, "a text that ends within a character") { await $0.send(1, [0x61, 0xC3]) },
            Fault(1007, "an overlong slash, in two frames") {
                await $0.send(1, [0xE0], isLast: false)
                await $0.send(0, [0x80, 0xAF])
            },
            Fault(1009, "a frame over the limit") { await $0.send(2, [UInt8](repeating: 0, count: 70_000)) },
            Fault(1009, "a frame of 2^62 bytes") {
                await $0.connection.write(bytes: [0x82, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])
            },
            Fault(1009, "a message over the limit in small frames") {
                await $0.send(2, [UInt8](repeating: 0, count: 40_000), isLast: false)
                await $0.send(0, [UInt8](repeating: 0, count: 40_000))
            },
        ]
    }

    @Test("that breaks the protocol or a limit is told so by its code", arguments: Fault.all)
    func faults(fault: Fault) async throws {
        try await afterSaying(fault.say) { client in
            await #expect(client.receive()?.code == fault.code)
        }
    }

    @Test("that answers pings is kept, past every deadline that HTTP has")
    func alive() async throws {
        let limits = ConnectionLimits(
            head: .milliseconds(200), idle: .milliseconds(200), socket: SocketLimits(ping: .seconds(4)))
        try await afterSaying(limits: limits, { _ in }) { client in
            await #expect(client.receive()?.opcode == 9)
            await client.send(10)
            await #expect(client.receive()?.opcode == 9)
        }
    }

    @Test("that answers no ping is dropped", .timeLimit(.minutes(1)))
    func dead() async throws {
        try await afterSaying(limits: ConnectionLimits(socket: SocketLimits(ping: .milliseconds(150))), { _ in }) {
            await #expect($0.receiveAll().map(\.opcode) == [9])
        }
    }

    @Test("that reads nothing is dropped with 1013, whatever is still to be sent")
    func slow() async throws {
        // Patient once it has closed: through so small a buffer, what is on its way takes its time on a busy machine.
        let limits = ConnectionLimits(socket: SocketLimits(stalledWrite: .milliseconds(300), closing: .seconds(600)))
        let (records, continuation) = AsyncStream.makeStream(of: SocketRecord.self)
        let gateway = Toy.gateway(
            [Toy.dialect(.imagineAI, base: "/ws", routes: ToySockets.routes)],
            observer: GatewayObserver(socketClosed: { continuation.yield($0) }))
        try await withRunning(gateway, limits) { port, _ in
            let (client, _) = try await SocketClient.open("/ws/flood?token=ann", port: port, receiveBuffer: 10_000)
            // It floods the server with pings besides, and reads no answer. What the server does not take in time is
            // not sent.
            await client.send(9, [UInt8](repeating: 1, count: 125), times: 2000)
            // Its buffers hold some messages; behind them stands why there are no more. Where the server was too busy to
            // see that it read nothing, it does so again.
            var (messages, pongs) = (0, 0)
            var last: SocketClient.Frame?
            repeat {
                if messages.isMultiple(of: 100) { try await Task.sleep(for: .seconds(1)) }
                last = await client.receive()
                if last?.opcode == 10 { pongs += 1 } else { messages += 1 }
            } while last != nil && last?.opcode != 8
            #expect(last?.code == 1013)
            #expect(pongs < 2000)
            client.connection.close()
            var iterator = records.makeAsyncIterator()
            #expect(await iterator.next()?.closeCode == 1013)
        }
    }

    @Test(
        "is told 1001 when the server stops, and the server waits for no client that does not answer",
        .timeLimit(.minutes(1)), arguments: ["/ws/quiet", "/ws/flood"])
    func goingAway(path: String) async throws {
        let limits = ConnectionLimits(socket: SocketLimits(closing: .milliseconds(300)))
        try await withRunning(ToySockets.gateway, limits) { port, stop in
            let (client, _) = try await SocketClient.open("\(path)?token=ann", port: port, receiveBuffer: 10_000)
            await stop()
            if path == "/ws/quiet" { await #expect(client.receive()?.code == 1001) }
            // The connection is left open on this side; the test ends when the server has.
        }
    }
}
