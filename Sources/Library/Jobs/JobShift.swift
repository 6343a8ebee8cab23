import Foundation
import Logging
import Store

/// What one `JobWorkers` has in hand: claims, renews, watches over and settles. It keeps nothing that the rows don't
/// have; a shift that dies is taken over from its leases.
actor JobShift {
    private let ground: Ground
    private let count: Int
    private let handlers: [String: JobHandler]
    private let timing: JobTiming
    private let holder = JobHolder.current

    private var running: [JobLease: Task<Void, Never>] = [:]
    private var renewalTime = Date.distantPast
    private var beat: @Sendable () -> Void = {}

    init(ground: Ground, count: Int, handlers: [JobHandler], timing: JobTiming) {
        self.ground = ground
        self.count = count
        self.handlers = Dictionary(uniqueKeysWithValues: handlers.map { ($0.kind, $0) })
        self.timing = timing
    }

    /// `beat` asks for the next look: a worker has become free.
    func beat(with beat: @escaping @Sendable () -> Void) {
        self.beat = beat
    }

    /// One look at the queue, and what follows from it. One at a time.
    func look() async throws {
        let now = ground.now
        let kinds = Set(handlers.keys)
        let (held, hasWork) = try await ground.read { steps in
            (try steps.heldJobs(), try steps.hasClaimableJob(of: kinds, at: now))
        }
        stopAllBut(Set(held.map(\.lease)))
        let hasTaken = await takeAway(held, at: now)

        let mayClaim = (hasWork || hasTaken) && running.count < count
        guard mayClaim || (!running.isEmpty && now >= renewalTime) else { return }
        let mine = Array(running.keys)
        let free = count - running.count
        let expiry = now.addingTimeInterval(timing.leaseSeconds)
        let claimed = try await ground.write { [holder] steps in
            // One that was lost in between is stopped by the next look.
            for lease in mine { _ = try? steps.renewLease(lease, until: expiry) }
            return try steps.claimJobs(of: kinds, atMost: free, for: holder, until: expiry, at: now)
        }
        renewalTime = now.addingTimeInterval(timing.leaseSeconds / 3)
        for row in claimed { begin(row) }
    }

    /// Stops what is in hand, and hands back what does not stop.
    func end() async {
        for task in running.values { task.cancel() }
        let patience = ContinuousClock.now + .seconds(timing.graceSeconds)
        while !running.isEmpty, ContinuousClock.now < patience { try? await Task.sleep(for: .milliseconds(10)) }
        for lease in running.keys { await handBack(lease) }
    }

    private func stopAllBut(_ standing: Set<JobLease>) {
        for (lease, task) in running where !standing.contains(lease) { task.cancel() }
    }

    private func begin(_ row: JobRow) {
        guard let handler = handlers[row.kind] else { return }
        let run = JobRun(row, ground: ground)
        running[run.lease] = Task { await perform(run, handler) }
    }

    private func perform(_ run: JobRun, _ handler: JobHandler) async {
        let outcome: Outcome
        do {
            outcome = .done(try await handler.work(run))
        } catch {
            outcome = Task.isCancelled ? .interrupted : .failed(error)
        }
        // Work that is done is kept, cancelled or not, so what follows has a task that is not.
        await Task { await settle(run, handler, outcome) }.value
        running[run.lease] = nil
        beat()
    }
}

// How an attempt ends: in one transaction, under its lease.
extension JobShift {
    fileprivate enum Outcome {
        case done(JobHandler.Result)
        case failed(any Error)
        /// The job was cancelled, or the shift ends.
        case interrupted
    }

    fileprivate func settle(_ run: JobRun, _ handler: JobHandler, _ outcome: Outcome) async {
        switch outcome {
        case .done(let result):
            let now = ground.now
            do {
                try await ground.write { steps in
                    try steps.finishJob(run.lease, at: now)
                    try result(steps)
                }
            } catch {
                await fail(run, handler, error)
            }
        case .failed(let error): await fail(run, handler, error)
        case .interrupted: await handBack(run.lease)
        }
    }

    private func fail(_ run: JobRun, _ handler: JobHandler, _ error: any Error) async {
        if error is JobLeaseLost { return logLoss(of: run.lease) }
        let failure = error as? JobFailure
        if failure == nil { logMistake(error, run.lease) }
        let reason = failure?.reason ?? "An unexpected error; it is in the server's log."
        let jitter = Double(ground.randomness.bytes(1).first ?? 0) / 255
        let pause =
            failure?.isFinal == true
            ? nil : handler.retries.pauseSeconds(afterFailures: run.failures, jitter: jitter)
        let now = ground.now
        await close(run.lease, handler) { steps in
            try steps.failJob(
                run.lease, because: reason, retryAt: pause.map { now.addingTimeInterval($0) }, at: now)
        }
    }

    /// Takes away the leases that have run out, or whose holder is known to be dead, and says whether there were any.
    fileprivate func takeAway(_ held: [HeldJob], at now: Date) async -> Bool {
        var hasTaken = false
        for held in held where running[held.lease] == nil {
            guard let handler = handlers[held.kind] else { continue }
            let isDead = held.holder != holder && held.holder.isKnownDead
            guard isDead || held.expiresAt <= now else { continue }
            await close(held.lease, handler) { [timing] steps in
                _ = try steps.loseJob(
                    held.lease, onlyIfExpired: !isDead,
                    because: isDead ? "Its worker died." : "Its worker was not heard of any more.",
                    limit: timing.maximumLosses, at: now)
            }
            hasTaken = true
        }
        return hasTaken
    }

    /// Ends an attempt without success. Where that is the job's end, its handler gives up in the same transaction; a
    /// handler that can't even do that does not keep the job from ending.
    private func close(
        _ lease: JobLease, _ handler: JobHandler, _ end: @Sendable (StoreTransaction) throws -> Void
    ) async {
        do {
            try await ground.write { steps in
                try end(steps)
                if let job = try steps.job(number: lease.job), job.state == .failed {
                    try handler.giveUp(steps, Job(job))
                }
            }
        } catch is JobLeaseLost {
            logLoss(of: lease)
        } catch {
            logMistake(error, lease)
            do {
                try await ground.write(end)
            } catch {
                // Nobody renews the lease any more: it runs out.
                logMistake(error, lease)
            }
        }
    }

    fileprivate func handBack(_ lease: JobLease) async {
        do {
            try await ground.write { try $0.handBackJob(lease) }
        } catch is JobLeaseLost {
            // Cancelled: there is nothing to hand back.
        } catch {
            logMistake(error, lease)
        }
    }

    private func logLoss(of lease: JobLease) {
        ground.log.info("a job was taken from its worker", metadata: ["job": "\(lease.job)"])
    }

    private func logMistake(_ error: any Error, _ lease: JobLease) {
        ground.log.error("a job failed", metadata: ["job": "\(lease.job)", "error": "\(error)"])
    }
}
