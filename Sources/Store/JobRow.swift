public import Foundation
import GRDB

/// What is to be done, and for whom: a job before it has a row.
public struct JobOrder: Hashable, Sendable {
    /// Which handler does it.
    public var kind: String
    /// The number of the account that it is done for. Owners take turns.
    public var owner: Int64
    /// What it is about, by whatever names it: an upload's id, a product's.
    public var subject: String
    /// What the handler has to know; its own affair, JSON as a rule.
    public var payload: String
    public var priority: JobPriority
    /// Not to be begun before this; nil is at once.
    public var notBefore: Date?

    public init(
        kind: String, owner: Int64, subject: String, payload: String = "", priority: JobPriority = .prompt,
        notBefore: Date? = nil
    ) {
        self.kind = kind
        self.owner = owner
        self.subject = subject
        self.payload = payload
        self.priority = priority
        self.notBefore = notBefore
    }
}

/// Which line a job stands in. A line is served when those before it are empty.
public enum JobPriority: Int, Hashable, Sendable {
    /// Somebody waits for it.
    case prompt = 0
    /// Nobody does: a library that is read anew.
    case background = 1
}

/// Where a job is in its life. The last three are ends.
public enum JobState: String, Hashable, Sendable {
    case queued, running, done, failed, cancelled
}

/// A job as its row has it.
public struct JobRow: Hashable, Sendable {
    /// Counted up from 1 and never used again.
    public let number: Int64
    public let kind: String
    /// Its owner's account number.
    public let owner: Int64
    public let subject: String
    public let payload: String
    public let state: JobState
    public let notBefore: Date
    /// How often it was begun, handed-back beginnings aside.
    public let attempts: Int
    /// How many of the attempts ended with the worker and not with the work.
    public let losses: Int
    /// What the last attempt that went wrong said; kept when a later one succeeds.
    public let lastFailure: String?
    /// How many events it has; the number of its newest.
    public let eventCount: Int
    /// Rises whenever the job is taken.
    public let fence: Int64
    public let createdAt: Date
    public let startedAt: Date?
    public let finishedAt: Date?

    /// What its present worker has to show.
    public var lease: JobLease { JobLease(job: number, fence: fence) }

    /// How many of the attempts failed by themselves.
    public var failures: Int { attempts - losses }
}

/// The right to work on a job and to finish it, until somebody else takes the job: its fencing number has to be the
/// row's.
public struct JobLease: Hashable, Sendable {
    /// The job's number.
    public let job: Int64
    public let fence: Int64
}

/// A process that holds leases. Two are equal only if they are the same process of the same boot.
public struct JobHolder: Hashable, Sendable {
    /// The machine, as far as process numbers mean the same on it.
    public let host: String
    /// Which run of the machine's kernel.
    public let boot: String
    public let process: Int32
    /// When the process began, in the kernel's ticks: a process number is used again, with another start.
    public let processStart: Int64

    public init(host: String, boot: String, process: Int32, processStart: Int64) {
        self.host = host
        self.boot = boot
        self.process = process
        self.processStart = processStart
    }
}

/// A lease that is out, and who has it.
public struct HeldJob: Hashable, Sendable {
    public let lease: JobLease
    public let kind: String
    public let holder: JobHolder
    public let expiresAt: Date
}

/// The lease is not good any more: it ran out and another worker has the job, or the job was cancelled or deleted.
/// What was to be committed with it is not.
public struct JobLeaseLost: Error, Hashable, Sendable {
    public let lease: JobLease
}

extension JobRow {
    static let columns = """
        number, kind, owner_number, subject, payload, state, not_before, attempts, losses, last_failure, event_count, \
        fence, created_at, started_at, finished_at
        """

    /// Takes a row of `columns`.
    init(row: Row) throws {
        let stateText: String = row[5]
        guard let state = JobState(rawValue: stateText) else {
            throw StoreError.damaged(reason: "a job in state \(stateText)")
        }
        number = row[0]
        kind = row[1]
        owner = row[2]
        subject = row[3]
        payload = row[4]
        self.state = state
        notBefore = Date(milliseconds: row[6])
        attempts = row[7]
        losses = row[8]
        lastFailure = row[9]
        eventCount = row[10]
        fence = row[11]
        createdAt = Date(milliseconds: row[12])
        startedAt = (row[13] as Int64?).map(Date.init(milliseconds:))
        finishedAt = (row[14] as Int64?).map(Date.init(milliseconds:))
    }
}
