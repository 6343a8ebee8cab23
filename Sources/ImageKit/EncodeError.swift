public import Pixels

/// Why a raster can't be written.
public enum EncodeError: Error, Equatable, Sendable {
    /// The format has no room for such a size: ask for a smaller picture.
    case tooLarge(PixelSize, longestSide: Int)
    /// The codec would not; its own sentence, for the log.
    case failed(ImageFormat, reason: String)
}
