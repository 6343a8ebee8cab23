public import Identity

/// Why an upload can't be made, changed or shown.
public enum UploadError: Error, Hashable, Sendable {
    /// None that is the owner's. What belongs to someone else is, to anyone who asks, not there.
    case noSuchUpload
    /// The upload is there, and its file is not any more.
    case fileMissing
    /// No file below the folders that may be imported from, or one that can't be read. Which of these is not told.
    case notImportable
    /// No model of this language is installed; `installed` are the names of those that are.
    case languageNotInstalled(String, installed: [String])
    /// The API token is unknown or disabled.
    case badToken
    /// The sender should wait; or, a demo account, become another.
    case tooManyUploads(Allowance)
}
