import Foundation

/// The pictures in an ISO base media file, which are known by name here and not decoded.
enum HEIFBrand: String {
    case heic
    case avif

    /// By the file's first box: its length, `ftyp`, and the major brand (ISO/IEC 14496-12, 4.3). Nil for any other file.
    init?(ofFile path: String) {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 12), head.count == 12,
            head[4..<8].elementsEqual("ftyp".utf8)
        else { return nil }
        switch String(decoding: head[8..<12], as: UTF8.self) {
        case "avif", "avis": self = .avif
        case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1": self = .heic
        default: return nil
        }
    }
}
