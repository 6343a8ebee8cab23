import ImageKit
import Pixels

extension DecodeError {
    /// A sentence for whoever sits at the terminal, and may see a codec's words.
    var explanation: String {
        switch self {
        case .notAnImage: "not a picture of a known format"
        case .damaged(let format, let reason): "damaged \(format.rawValue): \(reason)"
        case .unsupported(let format, let reason): "unsupported \(format.rawValue): \(reason)"
        case .tooLarge(let size, let limit):
            "\(size.width) × \(size.height) is over the limit of \(limit.pixels) pixels or \(limit.side) a side"
        case .tooManyBytes(let count, let limit): "\(count) bytes are over the limit of \(limit.bytes)"
        case .tooMuchMetadata(let count, let limit):
            "\(count) bytes of EXIF and colour profile are over the limit of \(limit.metadataBytes)"
        case .tooManyFrames(let limit): "more frames than the limit of \(limit.frames)"
        case .needsMore(let bytes): "\(bytes) bytes of memory are needed"
        case .tooManyScans: "more JPEG scans than a picture of this size may have"
        case .unreadable(_, let reason): reason
        case .outOfMemory: "not enough memory"
        }
    }
}
