import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Watches one connection between the HTTP codec and Hummingbird: ends it at its deadlines, answers a head that is no
/// HTTP, closes after an answer that says so (once its reader could see it), and tells a handler whose sender is gone.
///
/// Not `Sendable`: it lives on its connection's event loop.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Ending {
        case no
        /// The answer that is being written is the last.
        case afterAnswer
        /// The last answer is out; what still comes is thrown away.
        case draining(bytesLeft: Int)
    }

    private let limits: ConnectionLimits
    private let refuse: @Sendable (HTTPResponse.Status) -> (HTTPResponse, ByteBuffer)
    /// Requests that Hummingbird has seen and not yet answered.
    private var unanswered = 0
    private var isAnswerBegun = false
    /// A head was read, and its end was not.
    private var isReadingBody = false
    private var bodyBytes = 0
    private var waited = Duration.zero
    private var waitingSince: NIODeadline?
    private var ending = Ending.no
    /// The request being read, or read last, asks for another protocol: behind it HTTP is not read on.
    private var isUpgradeAsked = false
    /// The server stops.
    private var isQuiescing = false
    /// Answers that the network has not taken whole.
    private var unwritten = 0
    /// To be closed as soon as the answers are out.
    private var isClosing = false
    /// What was wrong with a head that came while an earlier request was being answered.
    private var badHead: HTTPResponse.Status?
    private var headTimer: Scheduled<Void>?
    private var bodyTimer: Scheduled<Void>?
    private var writeTimer: Scheduled<Void>?

    init(
        limits: ConnectionLimits,
        refuse: @escaping @Sendable (HTTPResponse.Status) -> (HTTPResponse, ByteBuffer)
    ) {
        self.limits = limits
        self.refuse = refuse
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        try? OldVersionHandler.install(in: context.pipeline.syncOperations)
        startHeadTimer(limits.head, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { stopTimers() }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimers()
        loseBody(context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { loseBody(context) }
        if event is ChannelShouldQuiesceEvent { isQuiescing = true }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard case .no = ending else { return }
        let status: HTTPResponse.Status =
            if case .headerOverflow? = error as? HTTPParserError { .requestHeaderFieldsTooLarge } else { .badRequest }
        if isReadingBody {
            loseBody(context)
        } else if unanswered == 0 {
            answer(status, context)
        } else {
            badHead = status
        }
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        noteArrival(part)
        if case .draining(let bytesLeft) = ending {
            drain(part, bytesLeft: bytesLeft, context)
            return
        }
        switch part {
        case .head(let head):
            headTimer?.cancel()
            headTimer = nil
            unanswered += 1
            isReadingBody = true
            isUpgradeAsked = head.headerFields[.upgrade] != nil || head.method == .connect
            (bodyBytes, waited) = (0, .zero)
        case .body: break
        case .end:
            isReadingBody = false
            bodyTimer?.cancel()
            bodyTimer = nil
            // The decoder would gather what comes, without bound, for whoever takes over.
            if isUpgradeAsked { setAutoRead(false, context) }
            // It was answered before it was whole, and what was left of it was little.
            if unanswered == 0 { startHeadTimer(limits.idle, context) }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Nobody behind us asks for more while we drain.
        if case .draining = ending { context.read() }
    }

    func read(context: ChannelHandlerContext) {
        if isReadingBody, waitingSince == nil {
            waitingSince = .now()
            startBodyTimer(context)
        }
        context.read()
    }

    private func noteArrival(_ part: HTTPRequestPart) {
        if case .body(let bytes) = part { bodyBytes += bytes.readableBytes }
        if let since = waitingSince { waited += Duration(.now() - since) }
        waitingSince = nil
    }

    private func drain(_ part: HTTPRequestPart, bytesLeft: Int, _ context: ChannelHandlerContext) {
        switch part {
        // Another request behind the last: nobody will answer it.
        case .head, .end: context.close(promise: nil)
        case .body(let bytes):
            let left = bytesLeft - bytes.readableBytes
            ending = .draining(bytesLeft: left)
            if left < 0 { context.close(promise: nil) }
        }
    }

    /// Tells whoever reads the body that no more of it will come.
    private func loseBody(_ context: ChannelHandlerContext) {
        guard isReadingBody else { return }
        isReadingBody = false
        if case .draining = ending { return }
        guard unanswered > 0 else {
            context.close(promise: nil)
            return
        }
        if case .no = ending { ending = .afterAnswer }
        context.fireErrorCaught(ConnectionLost())
    }

    // MARK: Out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status == .switchingProtocols:
            context.writeAndFlush(data, promise: promise)
            upgrade(context)
        case .head(let head) where head.status.kind == .informational: context.write(data, promise: promise)
        case .head(var head):
            isAnswerBegun = true
            if isUpgradeAsked, unanswered == 1, !head.headerFields.lists("close", in: .connection) {
                head.headerFields.append(HTTPField(name: .connection, value: "close"))
            }
            if head.headerFields.lists("close", in: .connection) { ending = .afterAnswer }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            isAnswerBegun = false
            unanswered -= 1
            write(end: data, promise, context)
        }
    }

    /// A connection that is closed takes along what the network had no room for yet, so an answer ends when it is out.
    private func write(end: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        let promise = promise ?? context.eventLoop.makePromise()
        unwritten += 1
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            unwritten -= 1
            if isClosing, unwritten == 0 { return context.close(promise: nil) }
            answerEnded(context)
        }
        context.writeAndFlush(end, promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .all where unwritten > 0 && !isClosing:
            isClosing = true
            context.channel.closeFuture.cascade(to: promise)
            startHeadTimer(limits.stalledWrite, context)
        // Whoever answers on this connection was cancelled: there is no more time.
        case .input: context.close(promise: promise)
        case .all, .output: context.close(mode: mode, promise: promise)
        }
    }

    /// The 101 is out. What the limits for HTTP are is over.
    private func upgrade(_ context: ChannelHandlerContext) {
        let channel = context.channel
        context.pipeline.syncOperations.becomeWebSocket(limits.socket, guardian: self).assumeIsolated()
            .whenComplete { [self] result in
                guard case .success = result else { return channel.close(promise: nil) }
                if isQuiescing { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
                try? channel.syncOptions?.setOption(.autoRead, value: true)
            }
    }

    private func setAutoRead(_ isOn: Bool, _ context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.autoRead, value: isOn)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is ContinueEvent else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if isReadingBody, !isAnswerBegun, case .no = ending {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeTimer?.cancel()
        writeTimer = nil
        if !context.channel.isWritable {
            writeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.stalledWrite)) {
                context.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    private func answerEnded(_ context: ChannelHandlerContext) {
        if let badHead, unanswered == 0 { return answer(badHead, context) }
        switch ending {
        case .afterAnswer: end(context)
        case .no: if unanswered == 0, !isReadingBody { startHeadTimer(limits.idle, context) }
        case .draining: break
        }
    }

    /// Answers what is no HTTP request, since nobody behind us can, and ends the connection.
    private func answer(_ status: HTTPResponse.Status, _ context: ChannelHandlerContext) {
        let (head, body) = refuse(status)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        isReadingBody = true
        end(context)
    }

    /// A connection closed with unread bytes in it is reset, and the reset overtakes the answer. So what still comes is
    /// read and thrown away, for a while.
    private func end(_ context: ChannelHandlerContext) {
        stopTimers()
        guard isReadingBody else {
            context.close(promise: nil)
            return
        }
        ending = .draining(bytesLeft: limits.drainBytes)
        headTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.drain)) {
            context.close(promise: nil)
        }
        context.read()
    }

    // MARK: Deadlines

    private func startHeadTimer(_ time: Duration, _ context: ChannelHandlerContext) {
        headTimer?.cancel()
        headTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            context.close(promise: nil)
        }
    }

    private func startBodyTimer(_ context: ChannelHandlerContext) {
        guard bodyTimer == nil else { return }
        let left = max(.milliseconds(1), allowance - waited)
        bodyTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(left)) { [self] in
            bodyTimer = nil
            // While we do not read, nobody is late; the next read starts the clock again.
            guard isReadingBody, let since = waitingSince else { return }
            guard waited + Duration(.now() - since) >= allowance else { return startBodyTimer(context) }
            loseBody(context)
            // Whoever was reading has this long to say so.
            isReadingBody = true
            ending = .afterAnswer
            headTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(5)) { context.close(promise: nil) }
        }
    }

    private var allowance: Duration {
        limits.bodyGrace + .milliseconds(Int64(Double(bodyBytes) / Double(limits.bodyBytesPerSecond) * 1000))
    }

    private func stopTimers() {
        headTimer?.cancel()
        bodyTimer?.cancel()
        writeTimer?.cancel()
        (headTimer, bodyTimer, writeTimer) = (nil, nil, nil)
    }
}
