import Gateway
import Hummingbird
import Logging
import ServiceLifecycle

/// Serves a Gateway on a port of its own until the body is done, then stops it as SIGTERM would.
func withRunning(
    _ gateway: Gateway = Toy.gateway(), _ limits: ConnectionLimits = ConnectionLimits(),
    _ body: @escaping @Sendable (_ port: Int, _ stop: @escaping @Sendable () async -> Void) async throws -> Void
) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
        responder: gateway, server: gateway.http1(limits, logger: logger),
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        // Also where it throws: the server would be waited for.
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(port) { await group.triggerGracefulShutdown() })
        } catch {
            outcome = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        try outcome.get()
    }
}
