import NIOCore
import NIOWebSocket

// Pings, and how long a message may wait to be taken.
extension SocketHandler {
    func startPingTimer(_ context: ChannelHandlerContext) {
        pingTimer = schedule(limits.ping, context) { [self] in
            guard isAlive else { return context.close(promise: nil) }
            // One that takes nothing has the clock for writes against it.
            if unwritten == 0 {
                isAlive = false
                send(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()), context)
            }
            startPingTimer(context)
        }
    }

    func startWriteTimer(_ context: ChannelHandlerContext) {
        guard unwritten > 0, writeTimer == nil, !isClosing else { return }
        writeTimer = schedule(limits.stalledWrite, context) { [self] in close(.tooSlow, context) }
    }

    func schedule(
        _ time: Duration, _ context: ChannelHandlerContext, _ action: @escaping () -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time), action)
    }
}
