public import Foundation
import GRDB

// Taking jobs. Each look is at the head of an index: docs/decisions/0080-turns-and-leases.md.
extension StoreSnapshot {
    /// Whether `claimJobs` would find one now.
    public func hasClaimableJob(of kinds: Set<String>, at time: Date) throws -> Bool {
        if try firstInLine(of: kinds) != nil { return true }
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM job WHERE \(Self.isDue))"),
            arguments: [time.milliseconds]) ?? false
    }

    /// Every lease that is out, of any process: as many as there are busy workers.
    public func heldJobs() throws -> [HeldJob] {
        try Row.fetchAll(db.cachedStatement(sql: Self.held)).map { row in
            HeldJob(
                lease: JobLease(job: row[0], fence: row[1]), kind: row[2],
                holder: JobHolder(host: row[3], boot: row[4], process: row[5], processStart: row[6]),
                expiresAt: Date(milliseconds: row[7]))
        }
    }

    /// How the engine would go about what each look asks for: a line for each step. For a test.
    func planOfLooks(for kinds: Set<String>) throws -> (firstInLine: [String], due: [String], held: [String]) {
        (
            try plan(of: Self.firstInLine(kindCount: kinds.count), StatementArguments(kinds.sorted())),
            try plan(of: Self.dueJobs, [0]),
            try plan(of: Self.held, [])
        )
    }

    fileprivate func firstInLine(of kinds: Set<String>) throws -> Int64? {
        guard !kinds.isEmpty else { return nil }
        return try Int64.fetchOne(
            db.cachedStatement(sql: Self.firstInLine(kindCount: kinds.count)),
            arguments: StatementArguments(kinds.sorted()))
    }

    /// The first of each kind's first: one step into the index for each kind, so that jobs of a kind that nobody here
    /// can do are not stepped over one by one.
    private static func firstInLine(kindCount: Int) -> String {
        """
        WITH asked(kind) AS (VALUES \(repeatElement("(?)", count: kindCount).joined(separator: ", ")))
        SELECT job.number FROM asked JOIN job ON job.number = (
            SELECT first.number FROM job AS first
            WHERE first.kind = asked.kind AND first.state = 'queued' AND first.in_line = 1
            ORDER BY first.priority, first.turn, first.number LIMIT 1)
        ORDER BY job.priority, job.turn, job.number LIMIT 1
        """
    }

    private static let held = """
        SELECT number, fence, kind, lease_host, lease_boot, lease_process, lease_process_start, lease_expires_at
        FROM job WHERE state = 'running'
        """

    private static let isDue = "state = 'queued' AND in_line = 0 AND not_before <= ?"

    /// A hundred a time: with a claim of its own each, the rest is soon reached.
    fileprivate static let dueJobs =
        "SELECT number, owner_number, priority FROM job WHERE \(isDue) ORDER BY not_before LIMIT 100"
}

extension StoreTransaction {
    /// Takes up to `limit` jobs of these kinds, the first in line first, and leases them to `holder` until `expiry`.
    ///
    /// Only jobs that are queued and due are taken. A lease that has run out is first taken away with `loseJob`.
    public func claimJobs(
        of kinds: Set<String>, atMost limit: Int, for holder: JobHolder, until expiry: Date, at time: Date
    ) throws -> [JobRow] {
        try putDueJobsInLine(at: time)
        var claimed: [JobRow] = []
        while claimed.count < limit, let number = try firstInLine(of: kinds) {
            try db.cachedStatement(
                sql: """
                    UPDATE job SET state = 'running', attempts = attempts + 1, fence = fence + 1, lease_host = ?,
                        lease_boot = ?, lease_process = ?, lease_process_start = ?, lease_expires_at = ?,
                        started_at = COALESCE(started_at, ?)
                    WHERE number = ?
                    """
            ).execute(
                arguments: [
                    holder.host, holder.boot, holder.process, holder.processStart, expiry.milliseconds,
                    time.milliseconds, number,
                ])
            try moveLine(pastJob: number)
            if let job = try job(number: number) { claimed.append(job) }
        }
        return claimed
    }

    /// A job whose hour has come stands behind what its owner has in line by then.
    private func putDueJobsInLine(at time: Date) throws {
        for due in try Row.fetchAll(db.cachedStatement(sql: Self.dueJobs), arguments: [time.milliseconds]) {
            let turn = try nextTurn(of: due[1], in: due[2])
            let number: Int64 = due[0]
            try db.cachedStatement(sql: "UPDATE job SET turn = ?, in_line = 1 WHERE number = ?").execute(arguments: [
                turn, number,
            ])
        }
    }

    /// Remembers how far the line has got, so that who comes next does not come before who waits.
    private func moveLine(pastJob number: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO job_turn (priority, turn) SELECT priority, turn FROM job WHERE number = ?
                ON CONFLICT (priority) DO UPDATE SET turn = excluded.turn WHERE excluded.turn > job_turn.turn
                """
        ).execute(arguments: [number])
    }
}
