import CImageShims
public import Pixels

/// Why a picture can't be had, sorted by who can act.
public enum DecodeError: Error, Equatable, Sendable {
    // The sender should send another file.

    /// No format we know.
    case notAnImage
    /// Right format, bad or missing bytes. `reason` is the codec's own sentence with the byte and the row it had got
    /// to, as far as known: log it, never show it.
    case damaged(ImageFormat, reason: String)
    /// Right format, and a part of it that is not decoded here (12-bit JPEG, a BMP with a JPEG in it).
    case unsupported(ImageFormat, reason: String)

    // The sender should send a smaller one, or the operator raise a limit.

    /// Too many pixels, or too long a side. From the header; nothing was allocated.
    case tooLarge(PixelSize, limit: DecodeLimits)
    case tooManyBytes(Int, limit: DecodeLimits)
    /// An EXIF block or an ICC profile beyond reason.
    case tooMuchMetadata(bytes: Int, limit: DecodeLimits)
    case tooManyFrames(limit: DecodeLimits)
    /// A JPEG of so many scans that it was made to burn time.
    case tooManyScans(limit: DecodeLimits)

    /// Only where `DecodeLimits.unannouncedBytes` says so: so many bytes more than were announced are needed. Asked again with
    /// that limit raised, the same picture may be had.
    case needsMore(bytes: Int)

    // The operator should look at the machine.

    /// The file system would not give the file.
    case unreadable(path: String, reason: String)
    case outOfMemory(ImageFormat)
}

extension DecodeError {
    /// What a shim has reported, with the place in the file.
    init(_ failure: calotype_failure, format: ImageFormat, limits: DecodeLimits) {
        let reason = "\(failure.sentence) (byte \(failure.byte), row \(failure.row))"
        switch failure.kind {
        case CALOTYPE_UNSUPPORTED: self = .unsupported(format, reason: reason)
        case CALOTYPE_TOO_MANY_SCANS: self = .tooManyScans(limit: limits)
        case CALOTYPE_OUT_OF_MEMORY: self = .outOfMemory(format)
        default: self = .damaged(format, reason: reason)
        }
    }
}

extension calotype_failure {
    /// The codec's own words.
    var sentence: String {
        withUnsafeBytes(of: message) { text in String(decoding: text.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
