import Gateway
import Library

struct JobShape: JSONShape {
    let job: ProcessingJob

    init(_ job: ProcessingJob) { self.job = job }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", job.uuid)
        object.write("user_id", job.ownerUUID)
        object.write("job_type", job.kind.rawValue)
        object.write("status", job.status.rawValue)
        object.write("total_images", job.totalImages)
        object.write("processed_images", job.processedImages)
        object.write("failed_images", job.failedImages)
        // There is no other task behind a job than itself.
        object.write("celery_task_id", job.uuid)
        // A job that waits has been started as far as its owner is concerned.
        object.write("started_at", UTCTime(job.startedAt ?? job.createdAt))
        object.write("completed_at", job.completedAt.map(UTCTime.init))
        object.write("error_message", job.failure)
        object.write("steps", job.steps.map(StepShape.init))
        object.write("created_at", UTCTime(job.createdAt))
        object.write("updated_at", UTCTime(job.updatedAt))
    }
}

struct StepShape: JSONShape {
    let step: ProcessingStep

    init(_ step: ProcessingStep) { self.step = step }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", step.uuid)
        object.write("step_name", step.name)
        object.write("status", step.status.rawValue)
        object.write("started_at", step.startedAt.map(UTCTime.init))
        object.write("completed_at", step.completedAt.map(UTCTime.init))
        object.write("duration_ms", step.durationMilliseconds)
        object.write("error_message", step.failure)
        object.write("result_data", RawJSON(step.result))
        // Besides the document's: a batch has five steps for each image.
        object.write("image_id", step.imageUUID)
    }
}

struct JobListShape: JSONShape {
    let items: [JobShape]
    let total: Int

    static var example: Self { Self(items: [.example], total: 42) }

    func write(to object: inout JSONObjectWriter) {
        object.write("items", items)
        object.write("total", total)
    }
}

struct RecentJobShape: JSONShape {
    let job: ProcessingJob

    init(_ job: ProcessingJob) { self.job = job }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", job.uuid)
        object.write("job_type", job.kind.rawValue)
        object.write("status", job.status.rawValue)
        object.write("total_images", job.totalImages)
        object.write("processed_images", job.processedImages)
        object.write("created_at", UTCTime(job.createdAt))
        object.write("completed_at", job.completedAt.map(UTCTime.init))
    }
}

/// A message of a job's WebSocket.
struct EventShape: JSONShape {
    let event: ProcessingEvent

    init(_ event: ProcessingEvent) { self.event = event }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("type", event.kind.rawValue)
        object.write("job_id", event.job)
        object.write("image_id", event.image)
        object.write("step", event.step)
        object.write("status", event.status)
        object.object("progress") { progress in
            progress.write("completed", event.completed)
            progress.write("total", event.total)
        }
        object.write("data", RawJSON(event.data))
        object.write("timestamp", UTCTime(event.time))
    }
}
