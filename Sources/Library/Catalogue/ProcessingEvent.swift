public import Foundation
import Store

/// Something that happened in a processing job's life, for whoever follows it.
public struct ProcessingEvent: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A step of a picture is in another state: the only one that a job may have many of.
        case stepUpdate = "step_update"
        /// The job has ended, and some picture of it was processed.
        case jobComplete = "job_complete"
        /// The job has ended without: it failed, or was cancelled.
        case jobFailed = "job_failed"
    }

    public let kind: Kind
    public let job: String
    /// A picture's UUID and a step's name; nil for the job's end.
    public let image: String?
    public let step: String?
    /// Of the step, or of the job.
    public let status: String
    /// Steps of the picture, or pictures of the job, that are done, and how many there are.
    public let completed: Int
    public let total: Int
    /// What the step found, or how the job ended: a JSON object.
    public let data: String
    public let time: Date
}

extension ProcessingEvent {
    /// As the queue keeps it: the job is its stream's, and the time its row's.
    private struct Payload: Codable {
        let kind: Kind
        let image: String?
        let step: String?
        let status: String
        let completed: Int
        let total: Int
        let data: String
    }

    /// The payload of an event that is still to come.
    static func payload(
        _ step: ProcessingStepRow, _ status: ProcessingStepStatus, completed: Int, data: String = "{}"
    ) throws -> String {
        try KeptJSON.encode(
            Payload(
                kind: .stepUpdate, image: step.imageUUID, step: step.step, status: status.rawValue,
                completed: completed, total: ProcessingStep.Name.allCases.count, data: data))
    }

    /// The payload of a job's last event.
    static func payload(endOf job: ProcessingJobRow) throws -> String {
        let end = JobEnd(
            status: job.status.rawValue, processed: job.processedImages, failed: job.failedImages, error: job.failure)
        return try KeptJSON.encode(
            Payload(
                kind: job.status == .completed ? .jobComplete : .jobFailed, image: nil, step: nil,
                status: job.status.rawValue, completed: job.processedImages, total: job.totalImages,
                data: try KeptJSON.encode(end)))
    }

    init(_ event: JobEvent, ofJob job: String) throws {
        try self.init(event.payload, ofJob: job, at: event.time)
    }

    /// The last event of a job whose events are forgotten.
    init(endOf job: ProcessingJobRow) throws {
        try self.init(Self.payload(endOf: job), ofJob: job.uuid, at: job.completedAt ?? job.updatedAt)
    }

    private init(_ text: String, ofJob job: String, at time: Date) throws {
        let payload: Payload = try KeptJSON.decode(text)
        kind = payload.kind
        self.job = job
        image = payload.image
        step = payload.step
        status = payload.status
        completed = payload.completed
        total = payload.total
        data = payload.data
        self.time = time
    }

    private struct JobEnd: Encodable {
        let status: String
        let processed: Int
        let failed: Int
        let error: String?

        enum CodingKeys: String, CodingKey {
            case status, error
            case processed = "processed_images"
            case failed = "failed_images"
        }
    }
}
