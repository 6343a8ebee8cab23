public import Foundation
import Store

/// A picture that was uploaded to have its text read: its text, and how far the reading has got.
public struct UploadedPicture: Hashable, Sendable {
    /// Where it is in its life. The last two are ends, until its preferences change.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case uploaded, processing, processed, error
    }

    /// Counted up from 1 and never used again.
    public let number: Int64
    /// A UUID in lower case.
    public let uuid: String
    /// Its owner's account as a UUID.
    public let ownerUUID: String
    /// SHA-256 of its bytes: 64 lower-case hexadecimal digits.
    public let sha256: String
    /// As the sender named it.
    public let filename: String
    public let preferences: ReadingPreferences
    public let state: State
    /// Why it could not be read, for its owner.
    public let failure: String?
    /// Line by line as printed, or as its owner corrected it; nil until it is read.
    public let rawText: String?
    /// In the format that was preferred, or as its owner corrected it; nil until it is read.
    public let processedText: String?
    public let createdAt: Date
    public let updatedAt: Date
}

/// How an upload's owner wants it read.
public struct ReadingPreferences: Hashable, Sendable {
    /// What becomes of the lines.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// They stay as printed.
        case raw
        /// They are rejoined into paragraphs.
        case paragraph
    }

    /// Whether script and language are found out. They are too where there is no hint.
    public var detectsLanguage = true
    /// ISO 639-1 or 639-2, as its owner spelled it; heeded where nothing is to be detected.
    public var languageHint: String?
    public var format = Format.raw
    public var mode = ReadingMode.fast

    public init() {}

    /// The hint that counts; nil where the language is to be found out.
    var namedLanguage: String? { detectsLanguage ? nil : languageHint }
}

/// How much time a page may cost.
public enum ReadingMode: String, Hashable, Sendable, CaseIterable {
    case fast
    case highAccuracy = "high_accuracy"
}

/// What an owner may change of an upload.
public struct UploadDraft: Hashable, Sendable {
    public var rawText: String?
    public var processedText: String?
    public var preferences: ReadingPreferences
}

/// The stored bytes of an upload, to be sent.
public struct UploadFile: Hashable, Sendable {
    public let path: String
    public let sizeBytes: Int
    /// Of the bytes, whatever the sender called them.
    public let mediaType: String
    public let filename: String
    public let sha256: String
}

extension UploadedPicture {
    init(_ row: UploadRow) throws {
        number = row.id
        uuid = row.uuid
        ownerUUID = row.ownerUUID
        sha256 = row.sha256
        filename = row.filename
        preferences = try ReadingPreferences(row.preferences)
        state =
            switch row.status {
            case .uploaded: .uploaded
            case .processing: .processing
            case .processed: .processed
            case .error: .error
            }
        failure = row.failure
        rawText = row.rawText
        processedText = row.processedText
        createdAt = row.createdAt
        updatedAt = row.updatedAt
    }
}

extension ReadingPreferences {
    init(_ row: UploadPreferencesRow) throws {
        // Only this code writes them.
        guard let format = Format(rawValue: row.outputFormat), let mode = ReadingMode(rawValue: row.mode) else {
            throw LibraryError.broken(reason: "an upload to be read as \(row.outputFormat), \(row.mode)")
        }
        detectsLanguage = row.detectsLanguage
        languageHint = row.languageHint
        self.format = format
        self.mode = mode
    }

    var row: UploadPreferencesRow {
        UploadPreferencesRow(
            detectsLanguage: detectsLanguage, languageHint: languageHint, outputFormat: format.rawValue,
            mode: mode.rawValue)
    }
}

extension UploadDraft {
    init(_ row: UploadRow) throws {
        rawText = row.rawText
        processedText = row.processedText
        preferences = try ReadingPreferences(row.preferences)
    }
}

extension UploadedPicture {
    /// What the documentation of an API shows.
    public static let example = UploadedPicture(
        number: 1, uuid: "b63e167b-df1d-45b9-9b80-4cb8b71a045d", ownerUUID: "2c2c429f-bf17-4f8e-8da0-7cb7f5a698b0",
        sha256: String(repeating: "7a4f14dc", count: 8), filename: "invoice.png", preferences: ReadingPreferences(),
        state: .processed, failure: nil, rawText: "Invoice #4932\nDate: 2024-06-01",
        processedText: "Invoice #4932\nDate: 2024-06-01", createdAt: Date(timeIntervalSince1970: 1_717_278_081),
        updatedAt: Date(timeIntervalSince1970: 1_717_278_303))
}
