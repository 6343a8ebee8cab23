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

    enum Ending {
        case no
        /// The answer that is being written is the last.
        case afterAnswer
        /// The last answer is out; what still comes is thrown away.
        case draining(bytesLeft: Int)
    }

    let limits: ConnectionLimits
    let refuse: @Sendable (HTTPResponse.Status) -> (HTTPResponse, ByteBuffer)
    /// The answer to a plain request, where one can be made here and now.
    let answerAtOnce: @Sendable (HTTPRequest, any Channel) -> WholeAnswer?
    /// Where the HTTP codec is: what is written to it has gone past the codec, as bytes.
    var wire: ChannelHandlerContext?
    /// A plain head that nobody behind us has seen yet: its request may be answered at once, when it is whole.
    var heldHead: HTTPRequest?
    /// Requests that Hummingbird has seen and not yet answered.
    var unanswered = 0
    var isAnswerBegun = false
    /// A head was read, and its end was not.
    var isReadingBody = false
    var body: BodyClock
    var ending = Ending.no
    /// The request being read, or read last, asks for another protocol: behind it HTTP is not read on.
    var isUpgradeAsked = false
    /// The server stops.
    var isQuiescing = false
    /// Answers that the network has not taken whole.
    var unwritten = 0
    /// To be closed as soon as the answers are out.
    var isClosing = false
    /// What was wrong with a head that came while an earlier request was being answered.
    var badHead: HTTPResponse.Status?
    /// When the connection is closed if nothing comes before; nil while nothing has to.
    var headDeadline: NIODeadline?
    var headTimer: Scheduled<Void>?
    /// When `headTimer` looks at the deadline, at the latest.
    var headTimerDue: NIODeadline?
    var bodyTimer: Scheduled<Void>?
    var writeTimer: Scheduled<Void>?

    init(
        limits: ConnectionLimits,
        refuse: @escaping @Sendable (HTTPResponse.Status) -> (HTTPResponse, ByteBuffer),
        answerAtOnce: @escaping @Sendable (HTTPRequest, any Channel) -> WholeAnswer?
    ) {
        self.limits = limits
        self.refuse = refuse
        self.answerAtOnce = answerAtOnce
        body = BodyClock(limits)
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        try? OldVersionHandler.install(in: context.pipeline.syncOperations)
        wire = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
        startHeadTimer(limits.head, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopTimers()
        wire = nil
    }

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
        body.arrived(part)
        if case .draining(let bytesLeft) = ending {
            drain(part, bytesLeft: bytesLeft, context)
            return
        }
        switch part {
        case .head(let head):
            stopHeadTimer()
            unanswered += 1
            isReadingBody = true
            isUpgradeAsked = head.headerFields[.upgrade] != nil || head.method == .connect
            body = BodyClock(limits)
            // Answers go out in the order of their requests, so while one is outstanding nothing is answered at once. Nor
            // where the network has no room: Hummingbird reads no further requests then, and we would.
            if unanswered == 1, context.channel.isWritable, head.isPlain {
                heldHead = head
                return
            }
        case .body: break
        case .end:
            isReadingBody = false
            bodyTimer?.cancel()
            bodyTimer = nil
            // The decoder would gather what comes, without bound, for whoever takes over.
            if isUpgradeAsked { setAutoRead(false, context) }
            // It was answered before it was whole, and what was left of it was little.
            if unanswered == 0 { startHeadTimer(limits.idle, context) }
            if let head = heldHead {
                heldHead = nil
                if case .no = ending, let wire, let answer = answerAtOnce(head, context.channel) {
                    return send(answer, to: wire, context)
                }
                context.fireChannelRead(wrapInboundOut(.head(head)))
            }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Nobody behind us asks for more while we drain.
        if case .draining = ending { context.read() }
    }

    func read(context: ChannelHandlerContext) {
        if isReadingBody, body.wait() { startBodyTimer(context) }
        context.read()
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
    func loseBody(_ context: ChannelHandlerContext) {
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
}
