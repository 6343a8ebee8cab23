import Blobs
import Foundation
import Store

extension Uploads {
    /// The kind of the jobs that read uploads, of whichever surface; their subject is the upload's UUID.
    static let readingJob = "read-upload"

    /// What reads uploads. It reads under the preferences of the moment when it begins; where they change meanwhile,
    /// another job is in line and this one's text is dropped.
    static func readingHandler(_ texts: PageTexts) -> JobHandler {
        // A crash, or a reader that was killed, may have had nothing to do with the page. Three may not.
        let retries = JobRetries(maximumAttempts: 3, firstPauseSeconds: 2, longestPauseSeconds: 60)
        return JobHandler(kind: readingJob, retries: retries) { steps, job in
            try steps.failReading(
                uploadUUID: job.subject, because: job.lastFailure, at: job.finishedAt ?? job.notBefore)
        } work: { run in
            let clock = run.ground.clock
            let begun = try await run.commit { steps in
                guard let row = try steps.upload(uuid: run.job.subject) else { return nil as UploadRow? }
                try steps.beginReading(upload: row, at: clock.now)
                return row
            }
            // Deleted, with its account.
            guard let begun, let content = BlobKey(hex: begun.sha256) else { return { _ in } }
            let preferences = try ReadingPreferences(begun.preferences)
            let text = try await texts.text(of: content, try await texts.way(of: preferences))
            return { steps in
                try steps.finishReading(
                    upload: begun, raw: KeyedText(searched: text.raw),
                    processed: KeyedText(searched: text.text(as: preferences.format)), at: clock.now)
            }
        }
    }
}

extension PageTexts {
    fileprivate func way(of preferences: ReadingPreferences) async throws -> ReadingWay {
        guard let code = preferences.namedLanguage, let reader else {
            return ReadingWay(mode: preferences.mode, languages: [])
        }
        do {
            return ReadingWay(mode: preferences.mode, languages: [try await reader.model(code)])
        } catch UploadError.languageNotInstalled(let code, _) {
            // It was there when the upload came.
            throw JobFailure("The language \(code) is not installed any more.", isFinal: true)
        }
    }
}

extension StoreTransaction {
    /// Puts an upload in line to be read. A reading that waits or runs is of no use any more, and is cancelled.
    func enqueueReading(of uuid: String, owner: Int64, at time: Date) throws {
        if let former = try newestJob(kind: Uploads.readingJob, subject: uuid) {
            try cancelJob(number: former.number, at: time)
        }
        try enqueueJob(JobOrder(kind: Uploads.readingJob, owner: owner, subject: uuid), at: time)
    }
}
