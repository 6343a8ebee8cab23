public import Foundation
import GRDB

extension StoreSnapshot {
    /// The steps of these jobs, picture by picture as they were put in line, each picture's in their order.
    public func steps(ofJobs jobs: [Int64]) throws -> [ProcessingStepRow] {
        guard !jobs.isEmpty else { return [] }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT \(ProcessingStepRow.columns) FROM processing_step
                WHERE job_id IN \(jobs.questionMarks) ORDER BY id
                """,
            arguments: StatementArguments(jobs)
        ).map(ProcessingStepRow.init)
    }

    /// The steps of one picture in a job, in their order.
    public func steps(ofJob job: Int64, imageUUID: String) throws -> [ProcessingStepRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(ProcessingStepRow.columns) FROM processing_step
                    WHERE job_id = ? AND image_uuid = ? ORDER BY id
                    """),
            arguments: [job, imageUUID]
        ).map(ProcessingStepRow.init)
    }
}

extension StoreTransaction {
    public func addStep(uuid: String, job: Int64, imageUUID: String, _ step: String) throws {
        try db.cachedStatement(
            sql: "INSERT INTO processing_step (uuid, job_id, image_uuid, step, status) VALUES (?, ?, ?, ?, 'pending')"
        ).execute(arguments: [uuid, job, imageUUID, step])
    }

    /// Begins a step, or begins it once more where its worker died.
    public func beginStep(_ id: Int64, at time: Date) throws {
        try db.execute(
            sql: "UPDATE processing_step SET status = 'running', started_at = ? WHERE id = ?",
            arguments: [time.milliseconds, id])
    }

    public func finishStep(_ id: Int64, result: String, at time: Date) throws {
        try db.execute(
            sql: "UPDATE processing_step SET status = 'completed', result = ?, completed_at = ? WHERE id = ?",
            arguments: [result, time.milliseconds, id])
    }

    /// The step failed, or is not begun since one before it has: then there is no reason.
    public func endStep(_ id: Int64, _ status: ProcessingStepStatus, because reason: String?, at time: Date) throws {
        try db.execute(
            sql: "UPDATE processing_step SET status = ?, error = ?, completed_at = ? WHERE id = ?",
            arguments: [status.rawValue, reason, time.milliseconds, id])
    }
}
