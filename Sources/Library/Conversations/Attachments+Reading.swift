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
            let text = try await texts.text(of: Attachment(row)).text
            return { steps in try steps.setPassages(of: row, text: text) }
        }
    }
}

extension StoreTransaction {
    /// Makes a file's text quotable, unless it is already, or the file is gone.
    func setPassages(of attachment: AttachmentRow, text: String?) throws {
        guard let text, try self.attachment(attachment.id) != nil, try !hasPassages(ofAttachment: attachment.id) else {
            return
        }
        try setPassages(Passages.pieces(of: text), of: .attachment(attachment.id), owner: attachment.owner)
    }
}
