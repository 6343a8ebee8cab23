import Blobs
import Foundation
import Store

extension Photos {
    /// The kind of the jobs that read photos' files; their subject is the file's number.
    private static let readingJob = "read-photo-file"
    /// A page's mean confidence, 0...100. Foliage and brickwork are read as letters too, with about 30; print comes
    /// with 70 and more.
    private static let leastConfidence = 50.0
    private static let way = ReadingWay(mode: .fast, languages: [])

    /// What reads files that were sent as photos, so that a search finds the photos by their words.
    static func readingHandler(_ texts: PageTexts) -> JobHandler {
        let retries = JobRetries(maximumAttempts: 3, firstPauseSeconds: 2, longestPauseSeconds: 60)
        return JobHandler(kind: readingJob, retries: retries) { run in
            let owner = run.job.owner
            let file = try await run.ground.read { rows in
                try Int64(run.job.subject).flatMap { try rows.imageFile($0, of: owner) }
            }
            // Deleted, with its photo or its account.
            guard let file, let content = file.sha256.flatMap(BlobKey.init(hex:)) else { return { _ in } }
            _ = try await texts.text(of: content, way)
            return { steps in
                try steps.searchText(ofPhoto: file.photoID, way: way.name, leastConfidence: leastConfidence)
            }
        }
    }

    /// Puts a file in line to be read, behind everyone who waits for a text.
    static func enqueueReading(ofFile id: Int64, owner: Int64, in steps: StoreTransaction, at time: Date) throws {
        let order = JobOrder(kind: readingJob, owner: owner, subject: String(id), priority: .background)
        try steps.enqueueJob(order, at: time)
    }
}
