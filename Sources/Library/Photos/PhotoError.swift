/// Why the library of photos says no. What belongs to someone else is, to anyone who asks, not there.
public enum PhotoError: Error, Hashable, Sendable {
    case noSuchPhoto
    case noSuchImageFile
    case noSuchAuthor
    case noSuchImportSession
    case noSuchStack
    /// The photo has no large preview.
    case noColdpreview
    /// The photo is not in this stack.
    case notInStack
    /// No table of that name, or one that is not to be emptied.
    case noSuchTable
    /// The owner has this picture already.
    case photoExists(hothash: String)
    /// Photos or import sessions name the author.
    case authorInUse
    /// Outside of 0 to 5.
    case badRating
    /// Outside of -90 to 90, or of -180 to 180 degrees.
    case badLatitude
    case badLongitude
    /// More bytes of UTF-8 than this text may have.
    case tooLong(PhotoText, maximumBytes: Int)
}
