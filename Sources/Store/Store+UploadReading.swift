public import Foundation
import GRDB

// An upload in the hands of whoever reads it. What was read is not kept where the upload is gone, or its preferences have
// changed since the reading began.
extension StoreTransaction {
    public func beginReading(upload: UploadRow, at time: Date) throws {
        try db.execute(
            sql: "UPDATE upload SET status = 'processing', updated_at = ? WHERE id = ? AND revision = ?",
            arguments: [time.milliseconds, upload.id, upload.revision])
    }

    /// Keeps the texts that were read, but for those that the owner has corrected.
    public func finishReading(
        upload: UploadRow, raw: KeyedText, processed: KeyedText, at time: Date
    ) throws {
        try db.execute(
            sql: """
                UPDATE upload SET status = 'processed', failure = NULL, updated_at = ?,
                    raw_text = CASE WHEN raw_is_corrected THEN raw_text ELSE ? END,
                    raw_key = CASE WHEN raw_is_corrected THEN raw_key ELSE ? END,
                    processed_text = CASE WHEN processed_is_corrected THEN processed_text ELSE ? END,
                    processed_key = CASE WHEN processed_is_corrected THEN processed_key ELSE ? END
                WHERE id = ? AND revision = ?
                """,
            arguments: [
                time.milliseconds, raw.text, raw.key, processed.text, processed.key, upload.id, upload.revision,
            ])
    }

    /// Writes down why the upload could not be read, in words for its owner.
    public func failReading(uploadUUID: String, because reason: String?, at time: Date) throws {
        try db.execute(
            sql: "UPDATE upload SET status = 'error', failure = ?, updated_at = ? WHERE uuid = ?",
            arguments: [reason, time.milliseconds, uploadUUID])
    }
}
