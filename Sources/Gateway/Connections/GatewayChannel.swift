import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// One connection: Hummingbird's while it speaks HTTP, its own where it has become a WebSocket.
struct GatewayChannel: ServerChildChannel {
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await serveHTTP(value, logger)
        // There until then, so that the server, when it stops, waits for the sockets too.
        let channel = value.channel
        await withTaskCancellationHandler {
            try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(mode: .input, promise: nil)
        }
    }

    /// A task keeps the memory of its deepest call until it ends, and a WebSocket's lasts for hours. So HTTP has a task
    /// that ends before.
    private func serveHTTP(_ value: HTTP1Channel.Value, _ logger: Logger) async {
        async let served: Void = http.handle(value: value, logger: logger)
        await served
    }
}
