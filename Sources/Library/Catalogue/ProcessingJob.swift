public import Foundation
import Store

/// Work on the pictures of a product: on one, or on many side by side.
public struct ProcessingJob: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case single, batch
    }

    /// Where it is in its life. The last three are ends; it has failed where every picture of it has.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case queued, processing, completed, failed, cancelled

        public var isEnd: Bool { self != .queued && self != .processing }
    }

    /// UUIDs in lower case.
    public let uuid: String
    public let ownerUUID: String
    public let kind: Kind
    public let status: Status
    public let totalImages: Int
    /// How many were processed to the end; those that failed are counted apart.
    public let processedImages: Int
    public let failedImages: Int
    public let failure: String?
    public let startedAt: Date?
    public let completedAt: Date?
    public let createdAt: Date
    public let updatedAt: Date
    /// Picture by picture in the order in which they were asked for, each picture's in theirs.
    public let steps: [ProcessingStep]
}

/// What is done to a picture in a job, one thing after the other.
public struct ProcessingStep: Hashable, Sendable {
    /// In their order.
    public enum Name: String, Hashable, Sendable, CaseIterable {
        case preprocess, classify
        case extractAttributes = "extract_attributes"
        case detectDefects = "detect_defects"
        case generateDescription = "generate_description"
    }

    /// Where it is in its life. The last three are ends.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case pending, running, completed, failed, skipped
    }

    /// UUIDs in lower case.
    public let uuid: String
    public let imageUUID: String
    public let name: String
    public let status: Status
    /// Why it failed, for its owner.
    public let failure: String?
    /// What it found: a JSON object, empty until it is completed.
    public let result: String
    public let startedAt: Date?
    public let completedAt: Date?

    /// From begin to end; nil where it has not had both.
    public var durationMilliseconds: Int? {
        guard let startedAt, let completedAt else { return nil }
        return Int((completedAt.timeIntervalSince(startedAt) * 1000).rounded())
    }
}

extension ProcessingJob {
    init(_ row: ProcessingJobRow, steps: [ProcessingStepRow]) {
        uuid = row.uuid
        ownerUUID = row.ownerUUID
        kind =
            switch row.type {
            case .single: .single
            case .batch: .batch
            }
        status = Status(row.status)
        totalImages = row.totalImages
        processedImages = row.processedImages
        failedImages = row.failedImages
        failure = row.failure
        startedAt = row.startedAt
        completedAt = row.completedAt
        createdAt = row.createdAt
        updatedAt = row.updatedAt
        self.steps = steps.map(ProcessingStep.init)
    }
}

extension ProcessingJob.Status {
    init(_ status: ProcessingStatus) {
        self =
            switch status {
            case .queued: .queued
            case .processing: .processing
            case .completed: .completed
            case .failed: .failed
            case .cancelled: .cancelled
            }
    }
}

extension ProcessingStatus {
    init(_ status: ProcessingJob.Status) {
        self =
            switch status {
            case .queued: .queued
            case .processing: .processing
            case .completed: .completed
            case .failed: .failed
            case .cancelled: .cancelled
            }
    }
}

extension ProcessingStep {
    init(_ row: ProcessingStepRow) {
        uuid = row.uuid
        imageUUID = row.imageUUID
        name = row.step
        status =
            switch row.status {
            case .pending: .pending
            case .running: .running
            case .completed: .completed
            case .failed: .failed
            case .skipped: .skipped
            }
        failure = row.failure
        result = row.result
        startedAt = row.startedAt
        completedAt = row.completedAt
    }
}
