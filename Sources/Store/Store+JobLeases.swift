public import Foundation
import GRDB

// What a worker does to the job that it holds. All of it needs the lease and throws `JobLeaseLost` where that is no
// longer good, which takes back everything else in the transaction.
extension StoreTransaction {
    /// Throws where the lease is not good. The first line of whatever a worker commits on the way.
    public func requireLease(_ lease: JobLease) throws {
        let isGood = try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM job WHERE number = ? AND state = 'running' AND fence = ?)"),
            arguments: [lease.job, lease.fence])
        guard isGood == true else { throw JobLeaseLost(lease: lease) }
    }

    /// Lets the lease run until `expiry`.
    public func renewLease(_ lease: JobLease, until expiry: Date) throws {
        try update(lease, "lease_expires_at = ?", [expiry.milliseconds])
    }

    /// The job is done. Its results belong in the same transaction, after this.
    public func finishJob(_ lease: JobLease, at time: Date) throws {
        try update(lease, "state = 'done', finished_at = ?, \(Self.noLease)", [time.milliseconds])
        try recordEnd(of: lease, at: time)
    }

    /// The attempt failed. With `retryTime` the job waits until then for another; without it, it has failed for good.
    public func failJob(_ lease: JobLease, because reason: String, retryAt retryTime: Date?, at time: Date) throws {
        if let retryTime {
            try update(
                lease, "state = 'queued', in_line = 0, not_before = ?, last_failure = ?, \(Self.noLease)",
                [retryTime.milliseconds, reason])
        } else {
            try update(
                lease, "state = 'failed', finished_at = ?, last_failure = ?, \(Self.noLease)",
                [time.milliseconds, reason])
            try recordEnd(of: lease, at: time)
        }
    }

    /// Gives the job back as if it had never been taken: its worker has to stop.
    public func handBackJob(_ lease: JobLease) throws {
        try update(lease, "state = 'queued', attempts = attempts - 1, \(Self.noLease)", [])
    }

    /// Takes the job from a worker that is not heard of any more, and counts that. It keeps its turn, which puts it at
    /// the head of its line; yet the `limit`th loss is its end, so that a job that kills its workers can't do so for
    /// ever.
    ///
    /// The caller has seen that the holder is dead. Where it has only seen that the lease has run out, it says so, and
    /// a lease that was renewed since is lost to nobody: `JobLeaseLost`.
    public func loseJob(
        _ lease: JobLease, onlyIfExpired: Bool, because reason: String, limit: Int, at time: Date
    ) throws -> JobRow {
        guard let job = try job(number: lease.job) else { throw JobLeaseLost(lease: lease) }
        let isLast = job.losses + 1 >= limit
        try update(
            lease,
            """
            state = ?, finished_at = ?, losses = losses + 1, last_failure = ?, \(Self.noLease)
            """,
            [isLast ? "failed" : "queued", isLast ? time.milliseconds : nil, reason],
            onlyIfExpiredAt: onlyIfExpired ? time : nil)
        if isLast { try recordEnd(of: lease, at: time) }
        guard let job = try self.job(number: lease.job) else { throw JobLeaseLost(lease: lease) }
        return job
    }

    private func update(
        _ lease: JobLease, _ changes: String, _ arguments: StatementArguments, onlyIfExpiredAt time: Date? = nil
    ) throws {
        let expired = time == nil ? "" : " AND lease_expires_at <= ?"
        let condition: StatementArguments = [lease.job, lease.fence]
        let expiry: StatementArguments = time.map { [$0.milliseconds] } ?? []
        try db.cachedStatement(
            sql: "UPDATE job SET \(changes) WHERE number = ? AND state = 'running' AND fence = ?\(expired)"
        ).execute(arguments: arguments + condition + expiry)
        guard db.changesCount == 1 else { throw JobLeaseLost(lease: lease) }
    }

    /// Those who follow the job, in any process, stop waiting.
    private func recordEnd(of lease: JobLease, at time: Date) throws {
        try recordChange(.events, subject: String(lease.job), at: time)
    }
}
