public import Store

/// What is done for jobs of one kind.
///
///     JobHandler(kind: "read-upload") { run in
///         let text = try await read(run.job.subject)
///         return { steps in try steps.setText(text, ofUpload: run.job.subject) }
///     }
///
/// The work happens outside of any transaction and may happen again: its worker can die at any point. What it returns
/// is run in the transaction that ends the job, so that it is committed once, with the end, or not at all.
public struct JobHandler: Sendable {
    /// Changes rows, in the transaction that ends a job.
    public typealias Result = @Sendable (StoreTransaction) throws -> Void

    public let kind: String
    /// When an attempt that failed is made again.
    public let retries: JobRetries
    let work: @Sendable (JobRun) async throws -> Result
    let giveUp: @Sendable (StoreTransaction, Job) throws -> Void

    /// - Parameters:
    ///   - work: Does it. `JobFailure` says why it can't; what else it throws is for the log. When its task is
    ///     cancelled the result is of no use any more, and it should return soon.
    ///   - giveUp: Writes down that the job has failed for good, `lastFailure` says why, in the transaction in which
    ///     it does.
    public init(
        kind: String, retries: JobRetries = .standard,
        giveUp: @escaping @Sendable (StoreTransaction, Job) throws -> Void = { _, _ in },
        work: @escaping @Sendable (JobRun) async throws -> Result
    ) {
        self.kind = kind
        self.retries = retries
        self.work = work
        self.giveUp = giveUp
    }
}

/// Why an attempt failed, in words for the job's owner.
public struct JobFailure: Error, Hashable, Sendable {
    public let reason: String
    /// Whether another attempt would fail alike: a damaged picture stays damaged.
    public let isFinal: Bool

    public init(_ reason: String, isFinal: Bool = false) {
        self.reason = reason
        self.isFinal = isFinal
    }
}

/// How often, and after how long, an attempt that failed is made again: each pause is twice the one before.
public struct JobRetries: Hashable, Sendable {
    /// How many attempts may fail before the job has.
    public let maximumAttempts: Int
    /// The pause after the first failure.
    public let firstPauseSeconds: Double
    /// No pause is longer.
    public let longestPauseSeconds: Double

    public init(maximumAttempts: Int, firstPauseSeconds: Double, longestPauseSeconds: Double) {
        self.maximumAttempts = maximumAttempts
        self.firstPauseSeconds = firstPauseSeconds
        self.longestPauseSeconds = longestPauseSeconds
    }

    public static let standard = JobRetries(maximumAttempts: 5, firstPauseSeconds: 5, longestPauseSeconds: 600)
    /// One attempt.
    public static let none = JobRetries(maximumAttempts: 1, firstPauseSeconds: 0, longestPauseSeconds: 0)

    /// The pause after so many failures, from 1; nil where there is no other attempt.
    ///
    /// - Parameter jitter: from 0 to 1, drawn for each pause. Half of the pause depends on it, so that jobs that
    ///   failed together, when a service was down, don't come back together.
    public func pauseSeconds(afterFailures failures: Int, jitter: Double) -> Double? {
        guard failures < maximumAttempts else { return nil }
        // 2^62 seconds is longer than any pause, and the exponent stays in range.
        let doubled = firstPauseSeconds * Double(1 << min(max(failures - 1, 0), 62))
        return min(doubled, longestPauseSeconds) * (0.5 + 0.5 * jitter)
    }
}
