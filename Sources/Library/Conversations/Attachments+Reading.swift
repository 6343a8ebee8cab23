import Foundation
import Store

extension Attachments {
    /// The kind of the jobs that read files.
    static let readingJob = "read-attachment"

    /// What reads files, so that they are found. Their texts belong to the contents; what can be quoted, to the owner.
    static func readingHandler(_ texts: AttachmentTexts) -> JobHandler {
        let retries = JobRetries(maximumAttempts: 3, firstPauseSeconds: 5, longestPauseSeconds: 60)
        return JobHandler(kind: readingJob, retries: retries) { run in
            let row = try await run.ground.read { try Int64(run.job.subject).flatMap($0.attachment) }
            // Deleted, with its account.
            guard let row else { return { _ in } }
            guard let text = try await texts.text(of: Attachment(row)).text else { return { _ in } }
            let pieces = await Passages.pieces(ofLong: text)
            return { steps in try steps.makeQuotable(row, pieces) }
        }
    }
}

extension StoreTransaction {
    /// Makes a file's text, in pieces, quotable, unless it is already, or the file is gone.
    func makeQuotable(_ attachment: AttachmentRow, _ pieces: [String]) throws {
        guard try self.attachment(attachment.id) != nil, try !hasPassages(ofAttachment: attachment.id) else { return }
        try setPassages(pieces, of: .attachment(attachment.id), owner: attachment.owner)
    }
}
