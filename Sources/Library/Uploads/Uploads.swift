import Blobs
public import Foundation
import ImageKit
import Identity
import Store

/// Pictures that were uploaded through one surface to have their text read. Every question names the owner, and sees
/// nothing of anyone else's.
public struct Uploads: Sendable {
    let ground: Ground
    let media: Media
    let texts: PageTexts
    let limits: UploadLimits
    let surface: Surface

    /// What a list is narrowed by. What is nil narrows nothing.
    public struct Search: Hashable, Sendable {
        /// Any of these.
        public var states: Set<UploadedPicture.State>?
        public var sha256: String?
        /// A piece of either text, letters compared without case in Unicode's sense.
        public var text: String?
        public var createdAfter: Date?
        public var createdBefore: Date?

        public init() {}
    }

    /// All that answer the search, newest first.
    public func list(_ search: Search = Search(), of owner: Int64) async throws -> [UploadedPicture] {
        var query = UploadQuery()
        query.statuses = search.states.map { states in Set(states.compactMap { UploadStatus(rawValue: $0.rawValue) }) }
        query.sha256 = search.sha256
        query.textKey = search.text.map(Self.searchKey)
        query.createdAfter = search.createdAfter
        query.createdBefore = search.createdBefore
        return try await ground.read { [query, surface] rows in
            try rows.uploads(query, of: owner, on: surface.rawValue).map(UploadedPicture.init)
        }
    }

    public func upload(_ uuid: String, of owner: Int64) async throws -> UploadedPicture {
        try await ground.read { try UploadedPicture($0.requireUpload(uuid, of: owner, on: surface)) }
    }

    /// Its bytes as they were sent. Throws `UploadError.fileMissing` where they are gone from the disk.
    public func file(_ uuid: String, of owner: Int64) async throws -> UploadFile {
        let row = try await ground.read { try $0.requireUpload(uuid, of: owner, on: surface) }
        return try await LibraryError.translating {
            guard let key = BlobKey(hex: row.sha256) else { throw UploadError.fileMissing }
            let file: BlobFile
            do {
                file = try await ground.blobs.file(of: key)
            } catch BlobError.missing {
                throw UploadError.fileMissing
            }
            return UploadFile(
                path: file.path, sizeBytes: file.sizeBytes,
                mediaType: ImageFormat(rawValue: row.format)?.mimeType ?? "application/octet-stream",
                filename: row.filename, sha256: row.sha256)
        }
    }

    /// Changes what `change` changes. A text that is other than it was counts as corrected: no reading overwrites it,
    /// until the preferences change after it. Other preferences put the upload back in the queue.
    public func update(
        _ uuid: String, of owner: Int64, _ change: @Sendable (inout UploadDraft) throws -> Void
    ) async throws -> UploadedPicture {
        let now = ground.now
        return try await ground.write { steps in
            let row = try steps.requireUpload(uuid, of: owner, on: surface)
            let before = try UploadDraft(row)
            var draft = before
            try change(&draft)
            if draft.preferences != before.preferences {
                try steps.setPreferences(draft.preferences.row, ofUpload: row.id, at: now)
                try steps.enqueueReading(of: uuid, owner: owner, at: now)
            }
            // After the preferences, which make earlier corrections void: these are not earlier.
            if draft.rawText != before.rawText {
                try steps.correctRawText(draft.rawText.map(KeyedText.init(searched:)), ofUpload: row.id, at: now)
            }
            if draft.processedText != before.processedText {
                try steps.correctProcessedText(
                    draft.processedText.map(KeyedText.init(searched:)), ofUpload: row.id, at: now)
            }
            return try UploadedPicture(steps.requireUpload(uuid, of: owner, on: surface))
        }
    }

    /// Throws `UploadError.languageNotInstalled` for a code of which there is no model.
    public func requireLanguage(_ code: String) async throws {
        _ = try await texts.reader?.model(code)
    }

    /// SQLite's LIKE ends at a NUL, so there is none in a key.
    fileprivate static func searchKey(_ text: String) -> String {
        Folded.key(text).replacing("\0", with: "\u{FFFD}")
    }
}

extension KeyedText {
    init(searched text: String) {
        self.init(text, key: Uploads.searchKey(text))
    }
}

extension StoreSnapshot {
    func requireUpload(_ uuid: String, of owner: Int64, on surface: Surface) throws -> UploadRow {
        guard let row = try upload(uuid: uuid.lowercased(), of: owner, on: surface.rawValue) else {
            throw UploadError.noSuchUpload
        }
        return row
    }
}
