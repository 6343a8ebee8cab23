public import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A provider on loopback that answers as a test wants it to, and remembers what it was asked.
public final class StubServer: Sendable {
    public struct Asked: Sendable {
        public let method: String
        public let path: String
        public let authorization: String?
        public let body: [UInt8]
    }

    public typealias Reply = @Sendable (Asked, _ count: Int) async throws -> Response

    private let log = Mutex<[Asked]>([])
    public var asked: [Asked] { log.withLock { $0 } }

    private func record(_ asked: Asked) -> Int {
        log.withLock { log in
            log.append(asked)
            return log.count
        }
    }

    /// Serves `reply` while `body` runs. `count` in a reply is the number of the request, from 1.
    public static func run<Value: Sendable>(
        _ reply: @escaping Reply, _ body: @escaping @Sendable (StubServer, String) async throws -> Value
    ) async throws -> Value {
        let stub = StubServer()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let responder = CallbackResponder { (request: Request, context: BasicRequestContext) in
            let bytes = try await request.body.collect(upTo: 64 << 20)
            let asked = Asked(
                method: request.method.rawValue, path: request.uri.path,
                authorization: request.headers[.authorization], body: Array(bytes.readableBytesView))
            return try await reply(asked, stub.record(asked))
        }
        var logger = Logger(label: "stub")
        logger.logLevel = .critical
        let server = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                port.yield(channel.localAddress?.port ?? 0)
            }, logger: logger)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await server.run()
                return nil
            }
            group.addTask {
                var opened = ports.makeAsyncIterator()
                let port = await opened.next() ?? 0
                return try await body(stub, "http://127.0.0.1:\(port)")
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }
}

extension Response {
    public static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// Lines of JSON, each written by itself.
    public static func lines(_ lines: [String]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/x-ndjson"],
            body: .init { writer in
                for line in lines { try await writer.write(ByteBuffer(string: line)) }
                try await writer.finish(nil)
            })
    }

    /// `first`, and then `rest` again and again for as long as anybody reads.
    public static func endless(_ first: String, _ rest: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init { writer in
                try await writer.write(ByteBuffer(string: first))
                let part = ByteBuffer(string: String(repeating: rest, count: 4096))
                while !Task.isCancelled { try await writer.write(part) }
            })
    }
}

/// Opens when a test says so.
public final class Latch: Sendable {
    private let stream: AsyncStream<Void>
    private let opener: AsyncStream<Void>.Continuation
    private let hasOpened = Atomic(false)

    public init() { (stream, opener) = AsyncStream.makeStream() }

    public var isOpen: Bool { hasOpened.load(ordering: .relaxed) }

    public func open() {
        hasOpened.store(true, ordering: .relaxed)
        opener.finish()
    }

    public func wait() async { for await _ in stream {} }
}
