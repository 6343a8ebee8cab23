import NIOCore

extension ConnectionGuard {
    func startHeadTimer(_ time: Duration, _ context: ChannelHandlerContext) {
        headTimer?.cancel()
        headTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            context.close(promise: nil)
        }
    }

    func startBodyTimer(_ context: ChannelHandlerContext) {
        guard bodyTimer == nil else { return }
        let left = max(.milliseconds(1), body.left)
        bodyTimer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(left)) { [self] in
            bodyTimer = nil
            // While we do not read, nobody is late; the next read starts the clock again.
            guard isReadingBody, body.isWaiting else { return }
            guard body.left <= .zero else { return startBodyTimer(context) }
            loseBody(context)
            // Whoever was reading has this long to say so.
            isReadingBody = true
            ending = .afterAnswer
            headTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(5)) { context.close(promise: nil) }
        }
    }

    func stopTimers() {
        headTimer?.cancel()
        bodyTimer?.cancel()
        writeTimer?.cancel()
        (headTimer, bodyTimer, writeTimer) = (nil, nil, nil)
    }
}
