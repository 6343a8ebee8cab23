public import Foundation
import GRDB

/// Something that happened in a job's life, as its row has it.
public struct JobEventRow: Hashable, Sendable {
    /// Counted up from 1 for each job, without gaps.
    public let number: Int
    public let madeAt: Date
    /// The handler's own affair, JSON as a rule.
    public let payload: String
}

extension StoreSnapshot {
    /// The events of a job after number `number`, oldest first, at most `limit`.
    public func events(ofJob job: Int64, after number: Int, limit: Int) throws -> [JobEventRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT number, made_at, payload FROM job_event WHERE job_number = ? AND number > ?
                    ORDER BY number LIMIT ?
                    """),
            arguments: [job, number, limit]
        ).map { JobEventRow(number: $0[0], madeAt: Date(milliseconds: $0[1]), payload: $0[2]) }
    }
}

extension StoreTransaction {
    /// Appends an event to a job and gives it its number; nil where there is no such job. A worker says
    /// `requireLease` or `finishJob` before, in the same transaction.
    @discardableResult
    public func appendEvent(toJob job: Int64, payload: String, at time: Date) throws -> Int? {
        try db.cachedStatement(sql: "UPDATE job SET event_count = event_count + 1 WHERE number = ?")
            .execute(arguments: [job])
        guard
            let number = try Int.fetchOne(
                db.cachedStatement(sql: "SELECT event_count FROM job WHERE number = ?"), arguments: [job])
        else { return nil }
        try db.cachedStatement(sql: "INSERT INTO job_event (job_number, number, made_at, payload) VALUES (?, ?, ?, ?)")
            .execute(arguments: [job, number, time.milliseconds, payload])
        try recordChange(.events, subject: String(job), at: time)
        return number
    }
}
