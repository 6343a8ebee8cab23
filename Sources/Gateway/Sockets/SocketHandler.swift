import NIOCore
import NIOWebSocket

/// One open WebSocket between its frame codec and whoever sends on it: keeps to the protocol, pings, and ends the
/// connection where the client is gone, reads nothing, or the server stops.
///
/// What it holds is bounded: a sender waits for its message to be written before it has the next, and of pongs there is
/// one under way at most. Not `Sendable`: it lives on its connection's event loop.
final class SocketHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    let limits: SocketLimits
    private var reader: FrameReader
    private var open: OpenSocket?
    /// Whoever sends.
    private var service: Task<Void, Never>?
    private var end = SocketEnd()
    /// What served the connection as HTTP has yet to take its leave of it.
    private var isHTTPLeaving = false
    /// Our close frame is out, or in the way of being so.
    var isClosing = false
    /// Something came since the last ping.
    var isAlive = true
    /// Frames that the network has not taken yet.
    var unwritten = 0
    private var isPongUnwritten = false
    var pingTimer: Scheduled<Void>?
    var writeTimer: Scheduled<Void>?
    var closeTimer: Scheduled<Void>?

    init(limits: SocketLimits) {
        self.limits = limits
        reader = FrameReader(messageBytes: limits.messageBytes)
    }

    /// What ends HTTP's part once the WebSocket is taken over.
    struct TakenOver: Error {}

    /// The connection is the WebSocket's from here on.
    ///
    /// - Parameter service: begins to send. Not called where the connection is about to end.
    func takeOver(_ open: OpenSocket, _ service: () -> Task<Void, Never>) {
        self.open = open
        isHTTPLeaving = true
        guard !isClosing else { return open.leave() }
        self.service = service()
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        startPingTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { finish() }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? NIOWebSocketError {
        case .invalidFrameLength: close(SocketClosing(1009, "The message is too large"), context)
        case .fragmentedControlFrame, .multiByteControlFrameLength:
            close(SocketClosing(1002, "A control frame is whole and short"), context)
        case nil: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: close(.goingAway, context)
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isAlive = true
        switch (reader.take(unwrapInboundIn(data)), isClosing) {
        case (.goodbye, true): context.close(promise: nil)
        case (.nothing, _), (_, true): break
        case (.pong(let payload), false): pong(payload, context)
        case (.goodbye(let closing), false):
            close(closing ?? SocketClosing(1000), context) { context.close(promise: nil) }
        case (.failure(let closing), false): close(closing, context)
        }
    }

    /// Asked for here: what Hummingbird left at the end of the pipeline lets nobody read any more.
    func channelReadComplete(context: ChannelHandlerContext) { context.read() }

    /// A client that sends pings and reads nothing gets no more than one answer in memory; RFC 6455 asks for the last only.
    private func pong(_ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        guard !isPongUnwritten else { return }
        isPongUnwritten = true
        send(WebSocketFrame(fin: true, opcode: .pong, data: payload), context) { [self] in isPongUnwritten = false }
    }

    // MARK: Out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let frame = unwrapOutboundIn(data)
        end.messages += 1
        end.bytesOut += frame.length
        send(frame, context, promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let event = event as? CloseEvent else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if !isClosing { end.cause = event.cause }
        close(event.closing, context)
        promise?.succeed()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        // Hummingbird thinks that its part has failed. It writes no more, and would close what is ours by now.
        case .output: promise?.succeed()
        case .all where isHTTPLeaving:
            isHTTPLeaving = false
            promise?.succeed()
        case .all: context.close(promise: promise)
        // Whoever waits for this connection was cancelled: the server stops.
        case .input:
            close(.goingAway, context)
            promise?.succeed()
        }
    }

    func send(
        _ frame: WebSocketFrame, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>? = nil,
        written: @escaping () -> Void = {}
    ) {
        let promise = promise ?? context.eventLoop.makePromise()
        unwritten += 1
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            unwritten -= 1
            // The clock starts anew with each frame that the network took.
            writeTimer?.cancel()
            writeTimer = nil
            startWriteTimer(context)
            written()
        }
        context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
        startWriteTimer(context)
    }

    /// Sends the close frame behind what is on its way, and gives the client some time to read it and to say the same.
    func close(
        _ closing: SocketClosing, _ context: ChannelHandlerContext, written: @escaping () -> Void = {}
    ) {
        guard !isClosing else { return }
        end.closing = closing
        // Whoever reads the close frame may open another socket at once.
        open?.leave()
        var payload = context.channel.allocator.buffer(capacity: 2 + closing.reason.utf8.count)
        payload.writeInteger(closing.code)
        payload.writeString(closing.reason)
        send(WebSocketFrame(fin: true, opcode: .connectionClose, data: payload), context, written: written)
        isClosing = true
        pingTimer?.cancel()
        writeTimer?.cancel()
        closeTimer = schedule(limits.closing, context) { context.close(promise: nil) }
    }

    private func finish() {
        isClosing = true
        pingTimer?.cancel()
        writeTimer?.cancel()
        closeTimer?.cancel()
        (pingTimer, writeTimer, closeTimer) = (nil, nil, nil)
        service?.cancel()
        open?.end = end
        (open, service) = (nil, nil)
    }
}
