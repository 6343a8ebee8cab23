public import Foundation
import GRDB

/// A processing job before it has a row.
public struct NewProcessingJob: Hashable, Sendable {
    public var uuid: String
    public var owner: Int64
    public var product: Int64
    public var stream: Int64
    public var type: ProcessingType
    public var totalImages: Int

    public init(
        uuid: String, owner: Int64, product: Int64, stream: Int64, type: ProcessingType, totalImages: Int
    ) {
        self.uuid = uuid
        self.owner = owner
        self.product = product
        self.stream = stream
        self.type = type
        self.totalImages = totalImages
    }
}

extension StoreSnapshot {
    /// One of the owner's processing jobs.
    public func processingJob(uuid: String, of owner: Int64) throws -> ProcessingJobRow? {
        try firstJob("processing_job.uuid = ? AND owner = ?", [uuid, owner])
    }

    /// The processing job that has this id, whoever's it is: for its workers, and to tell a stranger from a stray.
    public func processingJob(uuid: String) throws -> ProcessingJobRow? {
        try firstJob("processing_job.uuid = ?", [uuid])
    }

    /// The newest job that a picture is in.
    public func newestProcessingJob(ofImage uuid: String) throws -> ProcessingJobRow? {
        try firstJob("id = (SELECT MAX(job_id) FROM processing_step WHERE image_uuid = ?)", [uuid])
    }

    /// A page of the owner's processing jobs, newest first, and how many there are.
    public func processingJobs(
        of owner: Int64, status: ProcessingStatus?, offset: Int, limit: Int
    ) throws -> (jobs: [ProcessingJobRow], total: Int) {
        let condition = status == nil ? "owner = ?" : "owner = ? AND status = ?"
        let arguments: StatementArguments = status.map { [owner, $0.rawValue] } ?? [owner]
        let ids = try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT id FROM processing_job WHERE \(condition) ORDER BY id DESC LIMIT ? OFFSET ?"),
            arguments: arguments + [limit, offset])
        let total = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*) FROM processing_job WHERE \(condition)"), arguments: arguments)
        guard !ids.isEmpty else { return ([], total ?? 0) }
        let rows = try Row.fetchAll(
            db, sql: ProcessingJobRow.select + " WHERE id IN \(ids.questionMarks) ORDER BY id DESC",
            arguments: StatementArguments(ids))
        return (try rows.map(ProcessingJobRow.init), total ?? 0)
    }

    /// The jobs on a product that have not ended.
    public func activeProcessingJobs(ofProduct id: Int64) throws -> [ProcessingJobRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: ProcessingJobRow.select + " WHERE product_id = ? AND status IN ('queued', 'processing')"),
            arguments: [id]
        ).map(ProcessingJobRow.init)
    }

    private func firstJob(_ condition: String, _ arguments: StatementArguments) throws -> ProcessingJobRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: ProcessingJobRow.select + " WHERE " + condition), arguments: arguments
        ).map(ProcessingJobRow.init)
    }
}

extension StoreTransaction {
    /// Adds a job and gives its id.
    public func addProcessingJob(_ job: NewProcessingJob, at time: Date) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO processing_job (uuid, owner, product_id, stream, type, status, total_images, created_at,
                    updated_at)
                VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?)
                """,
            arguments: [
                job.uuid, job.owner, job.product, job.stream, job.type.rawValue, job.totalImages, time.milliseconds,
                time.milliseconds,
            ])
        return db.lastInsertedRowID
    }

    /// The first of its pictures is begun.
    public func beginProcessing(job id: Int64, at time: Date) throws {
        try db.execute(
            sql: """
                UPDATE processing_job SET status = 'processing', started_at = ?, updated_at = ?
                WHERE id = ? AND status = 'queued'
                """,
            arguments: [time.milliseconds, time.milliseconds, id])
    }

    /// One picture more is done, and gives how many are left.
    public func countImage(ofJob id: Int64, isFailure: Bool, at time: Date) throws -> Int {
        let counter = isFailure ? "failed_images" : "processed_images"
        try db.execute(
            sql: "UPDATE processing_job SET \(counter) = \(counter) + 1, updated_at = ? WHERE id = ?",
            arguments: [time.milliseconds, id])
        return try Int.fetchOne(
            db, sql: "SELECT total_images - processed_images - failed_images FROM processing_job WHERE id = ?",
            arguments: [id]) ?? 0
    }

    /// Ends a job that has not ended. Its steps that have not either are skipped.
    public func endProcessing(
        job id: Int64, _ status: ProcessingStatus, because reason: String?, at time: Date
    ) throws {
        try db.execute(
            sql: """
                UPDATE processing_job SET status = ?, error = ?, completed_at = ?, updated_at = ?
                WHERE id = ? AND status IN ('queued', 'processing')
                """,
            arguments: [status.rawValue, reason, time.milliseconds, time.milliseconds, id])
        try db.execute(
            sql: """
                UPDATE processing_step SET status = 'skipped', completed_at = ?
                WHERE job_id = ? AND status IN ('pending', 'running')
                """,
            arguments: [time.milliseconds, id])
    }
}
