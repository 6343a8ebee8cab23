public import Foundation
import GRDB

// Jobs as those see them who want them done.
extension StoreSnapshot {
    public func job(number: Int64) throws -> JobRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(JobRow.columns) FROM job WHERE number = ?"), arguments: [number]
        ).map(JobRow.init)
    }

    /// The newest job of this kind about this subject.
    public func newestJob(kind: String, subject: String) throws -> JobRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(JobRow.columns) FROM job WHERE kind = ? AND subject = ? ORDER BY number DESC LIMIT 1
                    """),
            arguments: [kind, subject]
        ).map(JobRow.init)
    }
}

extension StoreTransaction {
    /// Puts a job in its line and gives it its number. It is there when this transaction commits, with the rows that
    /// it serves, or not at all.
    @discardableResult
    public func enqueueJob(_ order: JobOrder, at time: Date) throws -> Int64 {
        let due = max(order.notBefore ?? time, time)
        let turn = due > time ? nil : try nextTurn(of: order.owner, in: order.priority.rawValue)
        try db.cachedStatement(
            sql: """
                INSERT INTO job (kind, owner_number, subject, payload, state, priority, turn, in_line, not_before,
                    created_at)
                VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                order.kind, order.owner, order.subject, order.payload, order.priority.rawValue, turn,
                turn != nil, due.milliseconds, time.milliseconds,
            ])
        return db.lastInsertedRowID
    }

    /// Ends a job that has not ended, at once: one that waits is never begun; one that runs loses its lease, so that
    /// nothing of what its worker does from here on is kept. The worker hears of it within a quarter of a second. Says
    /// whether there was something to cancel.
    @discardableResult
    public func cancelJob(number: Int64, at time: Date) throws -> Bool {
        // A turn that was never served must not count against its owner; one that was, must.
        try db.execute(
            sql: """
                UPDATE job SET state = 'cancelled', turn = CASE WHEN attempts > 0 THEN turn END, in_line = 0,
                    finished_at = ?, \(Self.noLease)
                WHERE number = ? AND state IN ('queued', 'running')
                """,
            arguments: [time.milliseconds, number])
        guard db.changesCount == 1 else { return false }
        try recordChange(.events, subject: String(number), at: time)
        return true
    }

    /// Ends a job that nobody took: one whose hour never comes, since it only stands for the work of others and carries
    /// their events. Says whether it had not ended before.
    @discardableResult
    public func endUntakenJob(number: Int64, as state: JobState, at time: Date) throws -> Bool {
        try db.execute(
            sql: "UPDATE job SET state = ?, finished_at = ? WHERE number = ? AND state = 'queued' AND in_line = 0",
            arguments: [state.rawValue, time.milliseconds, number])
        guard db.changesCount == 1 else { return false }
        try recordChange(.events, subject: String(number), at: time)
        return true
    }

    /// Cancels every job of this kind about this subject that has not ended, as `cancelJob` does each.
    public func cancelJobs(kind: String, subject: String, at time: Date) throws {
        let numbers = try Int64.fetchAll(
            db,
            sql: "SELECT number FROM job WHERE kind = ? AND subject = ? AND state IN ('queued', 'running')",
            arguments: [kind, subject])
        for number in numbers { try cancelJob(number: number, at: time) }
    }

    /// Forgets jobs that ended before `time`, with their events, at most `limit` of them, and says how many.
    public func pruneJobs(endedBefore time: Date, limit: Int) throws -> Int {
        try db.execute(
            sql: """
                DELETE FROM job WHERE number IN (SELECT number FROM job WHERE finished_at < ? LIMIT ?)
                """,
            arguments: [time.milliseconds, limit])
        return db.changesCount
    }

    /// The turn of a job that is put in line now: the one after its owner's last, yet none that is over.
    ///
    /// Jobs are taken in the order of their turns, and one owner has one job in each. So of a thousand jobs of one
    /// owner the second comes after every other owner's first, whenever that was put in. (Fair queueing by start
    /// tags: Goyal, Vin, Cheng, 1996, with jobs of equal weight.)
    func nextTurn(of owner: Int64, in priority: Int) throws -> Int64 {
        let own = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT MAX(turn) FROM job WHERE owner_number = ? AND priority = ?"),
            arguments: [owner, priority])
        let line = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT turn FROM job_turn WHERE priority = ?"), arguments: [priority])
        return max((own ?? 0) + 1, line ?? 1)
    }

    static let noLease = """
        lease_host = NULL, lease_boot = NULL, lease_process = NULL, lease_process_start = NULL, \
        lease_expires_at = NULL
        """
}
