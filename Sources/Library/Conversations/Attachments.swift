import Blobs
import Documents
import Foundation
import Store

/// Files of any kind that were uploaded to be talked about. Every question names the owner, and sees nothing of anyone
/// else's.
public struct Attachments: Sendable {
    /// Bytes that a file may have.
    public static let limitBytes = 100 << 20

    let ground: Ground
    let judge: FileJudge

    /// Takes a file in, whatever it is, and queues its text to be read.
    ///
    /// - Parameter filename: as its sender named it; kept so, and never used as a path.
    public func add(_ file: Upload, named filename: String, owner: Int64) async throws -> Attachment {
        try ConversationText.filename.check(filename)
        let type = await judge.judge(path: file.spool.path)
        let kept = try await ground.keep([file.spool])
        let now = ground.now
        return try await ground.letGoOnError(kept) {
            try await ground.write { steps in
                try steps.redeem(kept, at: now)
                try steps.requireOwner(owner)
                let id = try steps.addAttachment(
                    owner: owner, blob: BlobRow(sha256: file.blob.key.hex, sizeBytes: file.blob.sizeBytes),
                    filename: filename, mediaType: type.mediaType, at: now)
                try steps.enqueueJob(
                    JobOrder(kind: Self.readingJob, owner: owner, subject: String(id)), at: now)
                return Attachment(try steps.requireAttachment(id, of: owner))
            }
        }
    }

    /// Its bytes as they were sent.
    public func file(_ id: Int64, of owner: Int64) async throws -> AttachmentFile {
        let attachment = try await ground.read { Attachment(try $0.requireAttachment(id, of: owner)) }
        guard let key = BlobKey(hex: attachment.sha256) else { throw ConversationError.noSuchAttachment }
        return AttachmentFile(
            attachment: attachment, path: try await ground.file(of: key).path, tag: attachment.sha256)
    }
}

extension StoreSnapshot {
    func requireAttachment(_ id: Int64, of owner: Int64) throws -> AttachmentRow {
        guard let row = try attachment(id, of: owner) else { throw ConversationError.noSuchAttachment }
        return row
    }
}
