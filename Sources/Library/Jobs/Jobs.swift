public import Foundation
public import Store

/// The queue: what is to be done, what becomes of it, and what happens on the way.
///
/// A rule that needs work done says `enqueueJob` in the transaction of the row that the job serves; this room has what
/// needs no row. Errors are `JobError`, or `LibraryError` from beneath.
public struct Jobs: Sendable {
    /// How long an ended job is remembered, with its events.
    public static let memorySeconds: TimeInterval = 30 * 24 * 3600

    let ground: Ground
    let feed: JobFeed

    init(ground: Ground) {
        self.ground = ground
        feed = JobFeed(ground: ground)
    }

    /// Puts a job in line. It is on the disk when this returns.
    public func enqueue(_ order: JobOrder) async throws -> Job {
        let now = ground.now
        return try await ground.write { steps in
            guard let row = try steps.job(number: steps.enqueueJob(order, at: now)) else { throw JobError.noSuchJob }
            return Job(row)
        }
    }

    /// The job that has this number. Throws `.noSuchJob`.
    public func job(_ number: Int64) async throws -> Job {
        try await ground.read { steps in
            guard let row = try steps.job(number: number) else { throw JobError.noSuchJob }
            return Job(row)
        }
    }

    /// Cancels a job at once, whether it waits or runs, and says whether there was still something to cancel. Nothing
    /// that its worker does from here on is kept; the worker stops within a quarter of a second.
    @discardableResult
    public func cancel(_ number: Int64) async throws -> Bool {
        let now = ground.now
        return try await ground.write { try $0.cancelJob(number: number, at: now) }
    }

    /// The events of a job after number `number`, oldest first, at most `limit`.
    public func events(of job: Int64, after number: Int = 0, limit: Int = 100) async throws -> [JobEvent] {
        try await ground.read { try $0.events(ofJob: job, after: number, limit: max(0, limit)).map(JobEvent.init) }
    }

    /// The events of a job after number `number`: those that there are, then each as it comes, from whatever process,
    /// until the job has ended and all are told. Nothing is told of a job that is not there.
    public func follow(_ job: Int64, after number: Int = 0) -> JobEvents {
        JobEvents(jobs: self, job: job, after: number)
    }

    /// Forgets jobs that ended long ago, and says how many. Part of keeping house.
    @discardableResult
    public func prune() async throws -> Int {
        let limit = ground.now.addingTimeInterval(-Self.memorySeconds)
        var forgotten = 0
        while true {
            // In pieces, so that nobody waits long to write.
            let count = try await ground.write { try $0.pruneJobs(endedBefore: limit, limit: 1000) }
            forgotten += count
            if count < 1000 { return forgotten }
            try Task.checkCancellation()
        }
    }

    /// Workers for these handlers. They work while `run` does.
    ///
    /// - Parameter count: how many jobs are worked on at a time; 0 for none.
    public func workers(_ count: Int, for handlers: [JobHandler], timing: JobTiming = .standard) -> JobWorkers {
        JobWorkers(ground: ground, count: count, handlers: handlers, timing: timing)
    }
}
