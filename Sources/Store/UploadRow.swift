public import Foundation
import GRDB

/// A picture that was uploaded to have its text read, as its row has it.
public struct UploadRow: Hashable, Sendable {
    public let id: Int64
    public let uuid: String
    /// Its owner's account number, and the same as a UUID.
    public let owner: Int64
    public let ownerUUID: String
    public let sha256: String
    public let filename: String
    /// The picture's format, as judged by the bytes.
    public let format: String
    public let sizeBytes: Int
    public let preferences: UploadPreferencesRow
    /// Rises when the preferences change.
    public let revision: Int
    public let status: UploadStatus
    /// Why it could not be read, for its owner.
    public let failure: String?
    public let rawText: String?
    public let processedText: String?
    public let createdAt: Date
    public let updatedAt: Date
}

/// Where an upload is in its life. The last two are ends, until its preferences change.
public enum UploadStatus: String, Hashable, Sendable, CaseIterable {
    case uploaded, processing, processed, error
}

/// How an upload's owner wants it read.
public struct UploadPreferencesRow: Hashable, Sendable {
    public var detectsLanguage: Bool
    public var languageHint: String?
    public var outputFormat: String
    public var mode: String

    public init(detectsLanguage: Bool, languageHint: String?, outputFormat: String, mode: String) {
        self.detectsLanguage = detectsLanguage
        self.languageHint = languageHint
        self.outputFormat = outputFormat
        self.mode = mode
    }
}

/// An upload before it has a row.
public struct NewUpload: Hashable, Sendable {
    public let uuid: String
    public let owner: Int64
    public let surface: String
    public let blob: BlobRow
    public let filename: String
    public let format: String
    public let preferences: UploadPreferencesRow

    public init(
        uuid: String, owner: Int64, surface: String, blob: BlobRow, filename: String, format: String,
        preferences: UploadPreferencesRow
    ) {
        self.uuid = uuid
        self.owner = owner
        self.surface = surface
        self.blob = blob
        self.filename = filename
        self.format = format
        self.preferences = preferences
    }
}

/// A text with the key that it is searched by.
public struct KeyedText: Hashable, Sendable {
    public let text: String
    /// The text folded for comparison.
    public let key: String

    public init(_ text: String, key: String) {
        self.text = text
        self.key = key
    }
}

extension UploadRow {
    static let select = """
        SELECT id, upload.uuid, owner, account.uuid, sha256, filename, format, size, detects_language, language_hint,
            output_format, mode, revision, status, failure, raw_text, processed_text, upload.created_at,
            upload.updated_at
        FROM upload JOIN account ON account.number = upload.owner
        """

    /// Takes a row of `select`.
    init(_ row: Row) throws {
        let statusText: String = row[13]
        guard let status = UploadStatus(rawValue: statusText) else {
            throw StoreError.damaged(reason: "an upload in state \(statusText)")
        }
        id = row[0]
        uuid = row[1]
        owner = row[2]
        ownerUUID = row[3]
        sha256 = row[4]
        filename = row[5]
        format = row[6]
        sizeBytes = row[7]
        preferences = UploadPreferencesRow(
            detectsLanguage: row[8], languageHint: row[9], outputFormat: row[10], mode: row[11])
        revision = row[12]
        self.status = status
        failure = row[14]
        rawText = row[15]
        processedText = row[16]
        createdAt = Date(milliseconds: row[17])
        updatedAt = Date(milliseconds: row[18])
    }
}
