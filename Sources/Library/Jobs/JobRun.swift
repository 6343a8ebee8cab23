public import Store

/// One attempt at a job, in the hands of its handler.
public struct JobRun: Sendable {
    public let job: Job
    let lease: JobLease
    /// How many attempts fail if this one does.
    let failures: Int
    let ground: Ground

    init(_ row: JobRow, ground: Ground) {
        job = Job(row)
        lease = row.lease
        failures = row.failures
        self.ground = ground
    }

    /// Commits something on the way: a step that need not be done again when another worker takes the job up. Throws
    /// `JobLeaseLost`, and commits nothing, where the job is no longer this worker's.
    @discardableResult
    public func commit<Value: Sendable>(
        _ steps: @Sendable (StoreTransaction) throws -> Value
    ) async throws -> Value {
        try await ground.write { transaction in
            try transaction.requireLease(lease)
            return try steps(transaction)
        }
    }

    /// Appends an event, for whoever follows the job. Throws `JobLeaseLost` as `commit` does. Where it belongs to rows
    /// that change, it is `appendEvent` in their `commit`.
    public func report(_ payload: String) async throws {
        let now = ground.now
        try await commit { try $0.appendEvent(toJob: lease.job, payload: payload, at: now) }
    }
}
