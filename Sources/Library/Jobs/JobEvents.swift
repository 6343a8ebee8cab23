import Store

/// A job's events, first those that there are, then each as it comes; it ends when the job has ended and all are told.
/// Throws `LibraryError`, or `CancellationError`.
public struct JobEvents: AsyncSequence, Sendable {
    let jobs: Jobs
    let job: Int64
    let after: Int

    public func makeAsyncIterator() -> Iterator {
        Iterator(self)
    }

    /// One follower. It holds a page of events at most, and reads the next when that is told.
    public struct Iterator: AsyncIteratorProtocol {
        private static let pageSize = 100

        private let jobs: Jobs
        private let job: Int64
        private var last: Int
        private var page: ArraySlice<JobEvent> = []
        private var rings: AsyncStream<Void>.Iterator

        init(_ events: JobEvents) {
            jobs = events.jobs
            job = events.job
            last = events.after
            // Before the first look: what comes between a look and the wait for a ring has rung by then.
            rings = jobs.feed.rings(for: job).makeAsyncIterator()
        }

        public mutating func next() async throws -> JobEvent? {
            while true {
                if let event = page.popFirst() {
                    last = event.number
                    return event
                }
                // A task keeps the memory of its deepest call until it ends, and a follower's lasts. This one ends here.
                let (jobs, job, last) = (jobs, job, last)
                async let seen = Self.look(jobs, job, after: last)
                let (events, hasEnded) = try await seen
                page = events[...]
                if !events.isEmpty { continue }
                if hasEnded { return nil }
                guard await rings.next() != nil else { throw CancellationError() }
            }
        }

        /// The next page and whether the job has ended, both of one moment: an event comes before its job's end or
        /// with it, never after.
        private static func look(
            _ jobs: Jobs, _ job: Int64, after last: Int
        ) async throws -> (events: [JobEvent], hasEnded: Bool) {
            try await jobs.ground.read { steps in
                let events = try steps.events(ofJob: job, after: last, limit: Self.pageSize).map(JobEvent.init)
                let job = try steps.job(number: job)
                return (events, job == nil || job?.finishedAt != nil)
            }
        }
    }
}
