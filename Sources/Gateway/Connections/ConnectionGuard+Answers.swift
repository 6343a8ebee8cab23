import HTTPTypes
import NIOCore
import NIOHTTPTypes

// What goes out, and what an answer is followed by.
extension ConnectionGuard {
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
            context.writeAndFlush(data, promise: ending(promise, context))
        }
    }

    /// Writes an answer that was made at once.
    func send(_ answer: WholeAnswer, to wire: ChannelHandlerContext, _ context: ChannelHandlerContext) {
        let promise = ending(nil, context)
        guard let rest = answer.rest else {
            return wire.writeAndFlush(NIOAny(IOData.byteBuffer(answer.first)), promise: promise)
        }
        wire.write(NIOAny(IOData.byteBuffer(answer.first)), promise: nil)
        wire.writeAndFlush(NIOAny(IOData.byteBuffer(rest)), promise: promise)
    }

    /// Of an answer's last bytes. A connection that is closed takes along what the network had no room for yet, so an answer
    /// ends when it is out.
    private func ending(_ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) -> EventLoopPromise<Void>
    {
        let promise = promise ?? context.eventLoop.makePromise()
        unanswered -= 1
        unwritten += 1
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            unwritten -= 1
            if isClosing, unwritten == 0 { return context.close(promise: nil) }
            answerEnded(context)
        }
        return promise
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
                try? channel.pipeline.syncOperations.context(handlerType: SocketHandler.self).read()
            }
    }

    func setAutoRead(_ isOn: Bool, _ context: ChannelHandlerContext) {
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
    func answer(_ status: HTTPResponse.Status, _ context: ChannelHandlerContext) {
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
        startHeadTimer(limits.drain, context)
        context.read()
    }
}
