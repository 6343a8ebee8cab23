public import Foundation
import Store

/// A piece of work that outlives the process that asked for it.
public struct Job: Hashable, Sendable {
    /// Where it is in its life. The last three are ends.
    public enum State: String, Hashable, Sendable {
        case queued, running, done, failed, cancelled
    }

    /// Counted up from 1 and never used again.
    public let number: Int64
    public let kind: String
    /// The number of the account that it is done for.
    public let owner: Int64
    /// What it is about.
    public let subject: String
    /// What its handler has to know.
    public let payload: String
    public let state: State
    /// How often it was begun.
    public let attempts: Int
    /// What the last attempt that went wrong said, for its owner to read; kept when a later one succeeds.
    public let lastFailure: String?
    public let createdAt: Date
    public let startedAt: Date?
    public let finishedAt: Date?
    /// Not begun before this: its hour, or that of its next attempt.
    public let notBefore: Date

    init(_ row: JobRow) {
        number = row.number
        kind = row.kind
        owner = row.owner
        subject = row.subject
        payload = row.payload
        state =
            switch row.state {
            case .queued: .queued
            case .running: .running
            case .done: .done
            case .failed: .failed
            case .cancelled: .cancelled
            }
        attempts = row.attempts
        lastFailure = row.lastFailure
        createdAt = row.createdAt
        startedAt = row.startedAt
        finishedAt = row.finishedAt
        notBefore = row.notBefore
    }
}

/// Something that happened in a job's life.
public struct JobEvent: Hashable, Sendable {
    /// Counted up from 1 for each job, without gaps.
    public let number: Int
    public let time: Date
    /// What happened, in its handler's words.
    public let payload: String

    init(_ row: JobEventRow) {
        number = row.number
        time = row.madeAt
        payload = row.payload
    }
}

/// What can be wrong with asking about a job.
public enum JobError: Error, Hashable, Sendable {
    /// There is no such job, or no longer.
    case noSuchJob
}
