import Foundation
import Store

/// Pictures of one product that are to be processed in one job.
struct ProcessingOrder: Sendable {
    let owner: Int64
    let product: Int64
    let images: [ProductImageRow]
    let kind: ProcessingJob.Kind
}

// How a job begins and ends: each in one transaction, with everything that depends on it.
extension StoreTransaction {
    /// Puts pictures in line: a job of the queue for each, so that they are worked on side by side and owners take turns,
    /// and one that stands for all of them and carries the events. Throws `.notUploaded`.
    func startProcessing(
        _ order: ProcessingOrder, _ randomness: Randomness, at now: Date
    ) throws -> ProcessingJob {
        guard order.images.allSatisfy({ $0.content != nil }) else { throw CatalogueError.notUploaded }
        let uuid = randomness.uuid()
        let stream = try enqueueJob(
            // Its hour never comes: others do the work, and end it.
            JobOrder(kind: "follow-pictures", owner: order.owner, subject: uuid, notBefore: .distantFuture), at: now)
        let job = try addProcessingJob(
            NewProcessingJob(
                uuid: uuid, owner: order.owner, product: order.product, stream: stream,
                type: order.kind == .batch ? .batch : .single, totalImages: order.images.count),
            at: now)
        for image in order.images {
            for step in ProcessingStep.Name.allCases {
                try addStep(uuid: randomness.uuid(), job: job, imageUUID: image.uuid, step.rawValue)
            }
            try expectAnalysis(ofImage: image.id, uuid: randomness.uuid(), owner: order.owner, at: now)
            try enqueueJob(
                JobOrder(kind: PicturePipeline.kind, owner: order.owner, subject: uuid, payload: image.uuid), at: now)
        }
        try beginProcessing(ofProduct: order.product, at: now)
        let row = try requireProcessingJob(uuid, of: order.owner)
        return ProcessingJob(row, steps: try steps(ofJobs: [row.id]))
    }

    /// Cancels a job that has not ended, with all that waits or runs for it.
    func cancelProcessing(_ job: ProcessingJobRow, at now: Date) throws {
        try cancelJobs(kind: PicturePipeline.kind, subject: job.uuid, at: now)
        try closeProcessing(job, .cancelled, because: nil, at: now)
        try takeBackAnalyses(ofJob: job.id, at: now)
    }

    /// One picture of a job is done. The last one ends the job.
    func countPicture(of job: ProcessingJobRow, failure: String?, at now: Date) throws {
        guard try countImage(ofJob: job.id, isFailure: failure != nil, at: now) == 0,
            let job = try processingJob(uuid: job.uuid)
        else { return }
        if job.processedImages > 0 {
            try describeProduct(of: job, at: now)
            try closeProcessing(job, .completed, because: nil, at: now)
        } else {
            try closeProcessing(job, .failed, because: failure, at: now)
        }
    }

    /// Ends a job with everything that waits for its end: steps, product, those who follow.
    private func closeProcessing(
        _ job: ProcessingJobRow, _ status: ProcessingStatus, because reason: String?, at now: Date
    ) throws {
        try endProcessing(job: job.id, status, because: reason, at: now)
        if let product = job.productID {
            try settleProcessing(ofProduct: product, isSuccess: status == .completed, at: now)
        }
        guard let stream = job.stream, let ended = try processingJob(uuid: job.uuid) else { return }
        try appendEvent(toJob: stream, payload: try ProcessingEvent.payload(endOf: ended), at: now)
        let state: JobState =
            switch status {
            case .completed: .done
            case .cancelled: .cancelled
            default: .failed
            }
        try endUntakenJob(number: stream, as: state, at: now)
    }

    /// Says of a product what its pictures were found to show: the description of the first that has one, and the label
    /// that has most confidence behind it.
    private func describeProduct(of job: ProcessingJobRow, at now: Date) throws {
        guard let product = job.productID else { return }
        let findings = try analyses(ofProduct: product).compactMap { $0.status == .failed ? nil : $0.findings }
        guard let first = findings.first else { return }
        var weights: [String: Double] = [:]
        for finding in findings where finding.label != PictureClassification.unknown {
            weights[finding.label, default: 0] += finding.confidence
        }
        let best = weights.max { ($0.value, $1.key) < ($1.value, $0.key) }
        try describeProduct(product, first.description, category: best?.key, at: now)
    }
}
