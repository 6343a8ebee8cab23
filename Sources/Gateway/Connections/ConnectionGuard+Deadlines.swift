import NIOCore

extension ConnectionGuard {
    /// The connection is closed when the time is over, unless `stopHeadTimer` comes before.
    ///
    /// A connection that is used sets a deadline with each answer and takes it back with each head: so it keeps one timer,
    /// that looks at the deadline when it is due and not each time that it is moved.
    func startHeadTimer(_ time: Duration, _ context: ChannelHandlerContext) {
        let deadline = NIODeadline.now() + TimeAmount(time)
        headDeadline = deadline
        if let headTimerDue, headTimerDue <= deadline { return }
        headTimer?.cancel()
        scheduleHeadTimer(at: deadline, context)
    }

    func stopHeadTimer() { headDeadline = nil }

    private func scheduleHeadTimer(at deadline: NIODeadline, _ context: ChannelHandlerContext) {
        headTimerDue = deadline
        headTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            headTimerDue = nil
            guard let headDeadline else { return }
            if headDeadline <= .now() { return context.close(promise: nil) }
            scheduleHeadTimer(at: headDeadline, context)
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
            startHeadTimer(.seconds(5), context)
        }
    }

    func stopTimers() {
        headTimer?.cancel()
        bodyTimer?.cancel()
        writeTimer?.cancel()
        (headTimer, bodyTimer, writeTimer) = (nil, nil, nil)
        (headDeadline, headTimerDue) = (nil, nil)
    }
}
