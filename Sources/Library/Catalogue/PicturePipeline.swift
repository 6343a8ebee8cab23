import Foundation
import Store

/// Takes product pictures through their steps, one picture a job of the queue, whose subject is the processing job and
/// whose payload is the picture.
///
/// A step is a row: what is completed is not done again by the worker that takes a picture up, and each change of a row
/// is committed with its event, so that both happen once.
struct PicturePipeline: Sendable {
    static let kind = "process-picture"

    let examiner: PictureExaminer

    var handler: JobHandler {
        // A model that is restarted, or a queue of codecs that is full, may serve a moment later.
        let retries = JobRetries(maximumAttempts: 3, firstPauseSeconds: 1, longestPauseSeconds: 30)
        return JobHandler(kind: Self.kind, retries: retries) { steps, job in
            try steps.failPicture(
                job.payload, ofJob: job.subject, because: job.lastFailure ?? "It could not be processed.",
                at: job.finishedAt ?? job.notBefore)
        } work: { run in
            try await process(run)
        }
    }

    private func process(_ run: JobRun) async throws -> JobHandler.Result {
        let clock = run.ground.clock
        let begun = try await run.commit { try $0.beginPicture(run.job, at: clock.now) }
        // Deleted, with its product or its account.
        guard let begun else { return { _ in } }
        var examination = try PictureExamination(begun, examiner)
        var finished: FinishedStep?
        for (number, step) in begun.steps.enumerated() where step.status != .completed {
            try Task.checkCancellation()
            // The end of the step before and the begin of this one need not wait for the disk twice.
            try await run.commit { [finished] steps in
                try finished?.keep(in: steps, for: begun, at: clock.now)
                try steps.begin(step, after: number, of: begun, at: clock.now)
            }
            finished = FinishedStep(row: step, number: number, finding: try await examination.perform(step))
        }
        return { [finished, examination] steps in
            try finished?.keep(in: steps, for: begun, at: clock.now)
            try steps.finishPicture(begun, examination.results, at: clock.now)
        }
    }
}

/// A picture that a worker has in hand.
struct BegunPicture: Sendable {
    let job: ProcessingJobRow
    /// The number of the queue's job that carries the events.
    let stream: Int64
    let image: ProductImageRow
    /// In their order.
    let steps: [ProcessingStepRow]
}

/// A step that was done, and not yet written down.
private struct FinishedStep: Sendable {
    let row: ProcessingStepRow
    /// How many steps come before it.
    let number: Int
    let finding: StepFinding

    func keep(in steps: StoreTransaction, for picture: BegunPicture, at now: Date) throws {
        try steps.finishStep(row.id, result: finding.result, at: now)
        if let descriptor = finding.descriptor { try steps.setDescriptor(descriptor, ofImage: picture.image.id) }
        let payload = try ProcessingEvent.payload(row, .completed, completed: number + 1, data: finding.result)
        try steps.appendEvent(toJob: picture.stream, payload: payload, at: now)
    }
}

extension StoreTransaction {
    /// What there is to do for a picture; nil where it is gone.
    fileprivate func beginPicture(_ work: Job, at now: Date) throws -> BegunPicture? {
        guard let job = try processingJob(uuid: work.subject), let stream = job.stream,
            let image = try productImage(uuid: work.payload, of: job.owner)
        else { return nil }
        try beginProcessing(job: job.id, at: now)
        try beginAnalysis(ofImage: image.id, at: now)
        return BegunPicture(
            job: job, stream: stream, image: image, steps: try steps(ofJob: job.id, imageUUID: image.uuid))
    }

    /// - Parameter number: how many steps come before it.
    fileprivate func begin(
        _ step: ProcessingStepRow, after number: Int, of picture: BegunPicture, at now: Date
    ) throws {
        try beginStep(step.id, at: now)
        // One that another worker had begun has been told of.
        guard step.status == .pending else { return }
        let payload = try ProcessingEvent.payload(step, .running, completed: number)
        try appendEvent(toJob: picture.stream, payload: payload, at: now)
    }

    fileprivate func finishPicture(_ picture: BegunPicture, _ results: StepResults, at now: Date) throws {
        let times = try steps(ofJob: picture.job.id, imageUUID: picture.image.uuid).map(ProcessingStep.init)
        let spent = times.compactMap(\.durationMilliseconds).reduce(0, +)
        try finishAnalysis(ofImage: picture.image.id, try results.findings(processingMilliseconds: spent).row, at: now)
        try countPicture(of: picture.job, failure: nil, at: now)
    }

    /// The step that is under way has failed for good, so those after it are skipped.
    fileprivate func failPicture(_ image: String, ofJob uuid: String, because reason: String, at now: Date) throws {
        guard let job = try processingJob(uuid: uuid), let stream = job.stream else { return }
        let all = try steps(ofJob: job.id, imageUUID: image)
        guard let failing = all.firstIndex(where: { $0.status != .completed }) else { return }
        for (number, step) in all.enumerated().dropFirst(failing) {
            let status: ProcessingStepStatus = number == failing ? .failed : .skipped
            let data = try KeptJSON.encode(number == failing ? ["error": reason] : [:])
            try endStep(step.id, status, because: number == failing ? reason : nil, at: now)
            try appendEvent(
                toJob: stream, payload: try ProcessingEvent.payload(step, status, completed: failing, data: data),
                at: now)
        }
        try failAnalysis(ofImageUUID: image, because: reason, at: now)
        try countPicture(of: job, failure: reason, at: now)
    }
}
