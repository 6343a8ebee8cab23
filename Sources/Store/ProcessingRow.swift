public import Foundation
import GRDB

/// A job over one picture or many, as its row has it.
public struct ProcessingJobRow: Hashable, Sendable {
    public let id: Int64
    public let uuid: String
    public let owner: Int64
    public let ownerUUID: String
    /// Nil when the product is gone.
    public let productID: Int64?
    /// The number of the queue's job that carries the events; nil when that is forgotten.
    public let stream: Int64?
    public let type: ProcessingType
    public let status: ProcessingStatus
    public let totalImages: Int
    /// How many of them were processed to the end.
    public let processedImages: Int
    public let failedImages: Int
    public let failure: String?
    public let startedAt: Date?
    public let completedAt: Date?
    public let createdAt: Date
    public let updatedAt: Date
}

public enum ProcessingType: String, Hashable, Sendable, CaseIterable {
    case single, batch
}

/// Where a job is in its life. The last three are ends.
public enum ProcessingStatus: String, Hashable, Sendable, CaseIterable {
    case queued, processing, completed, failed, cancelled
}

/// A step of one picture in a job, as its row has it.
public struct ProcessingStepRow: Hashable, Sendable {
    public let id: Int64
    public let uuid: String
    public let jobID: Int64
    public let imageUUID: String
    public let step: String
    public let status: ProcessingStepStatus
    public let failure: String?
    /// A JSON object.
    public let result: String
    public let startedAt: Date?
    public let completedAt: Date?
}

/// Where a step is in its life. The last three are ends.
public enum ProcessingStepStatus: String, Hashable, Sendable, CaseIterable {
    case pending, running, completed, failed, skipped
}

extension ProcessingJobRow {
    static let select = """
        SELECT id, processing_job.uuid, owner, account.uuid, product_id, stream, type, status, total_images,
            processed_images, failed_images, error, started_at, completed_at, processing_job.created_at,
            processing_job.updated_at
        FROM processing_job JOIN account ON account.number = processing_job.owner
        """

    /// Takes a row of `select`.
    init(_ row: Row) throws {
        let (typeText, statusText): (String, String) = (row[6], row[7])
        guard let type = ProcessingType(rawValue: typeText), let status = ProcessingStatus(rawValue: statusText) else {
            throw StoreError.damaged(reason: "a \(typeText) processing job in state \(statusText)")
        }
        id = row[0]
        uuid = row[1]
        owner = row[2]
        ownerUUID = row[3]
        productID = row[4]
        stream = row[5]
        self.type = type
        self.status = status
        totalImages = row[8]
        processedImages = row[9]
        failedImages = row[10]
        failure = row[11]
        startedAt = Date(column: row[12])
        completedAt = Date(column: row[13])
        createdAt = Date(milliseconds: row[14])
        updatedAt = Date(milliseconds: row[15])
    }
}

extension ProcessingStepRow {
    static let columns = """
        id, uuid, job_id, image_uuid, step, status, error, result, started_at, completed_at
        """

    /// Takes a row of `columns`.
    init(_ row: Row) throws {
        let statusText: String = row[5]
        guard let status = ProcessingStepStatus(rawValue: statusText) else {
            throw StoreError.damaged(reason: "a processing step in state \(statusText)")
        }
        id = row[0]
        uuid = row[1]
        jobID = row[2]
        imageUUID = row[3]
        step = row[4]
        self.status = status
        failure = row[6]
        result = row[7]
        startedAt = Date(column: row[8])
        completedAt = Date(column: row[9])
    }
}
