/// Why a picture could not be taken in or shown.
public enum MediaError: Error, Hashable, Sendable {
    /// No format that is known. The sender should send a picture.
    case notAnImage
    /// A format that is known, and bytes that are not whole. `reason` is the codec's own sentence: for the log.
    case damaged(format: String, reason: String)
    /// A known format that nothing here decodes.
    case unsupported(format: String)
    /// More pixels, or longer sides, than are decoded.
    case tooLarge
    /// A JPEG is due here, and this is another format.
    case notJPEG
    /// A RAW file can't be a photo of its own: it joins one that exists.
    case rawNeedsPhoto
    /// Too much is being decoded at once, or this took too long.
    case busy(retryAfterSeconds: Int)
    /// The file of a picture could not be read back. `reason` is for the log.
    case unreadable(reason: String)
    /// More bytes than are taken.
    case tooManyBytes(limitBytes: Int)
}
