import Documents
public import Foundation
import Store

/// A file of any kind that was uploaded to be talked about.
public struct Attachment: Hashable, Sendable {
    public let id: Int64
    /// As its sender named it. Never a path.
    public let filename: String
    /// As judged by the bytes: `application/pdf`, `text/plain; charset=utf-8`.
    public let mediaType: String
    public let sizeBytes: Int
    public let createdAt: Date
    let sha256: String
}

extension Attachment {
    /// The media type without what is said about it.
    public var essence: String { judgedType.essence }

    var judgedType: JudgedType {
        let pieces = mediaType.split(separator: ";", maxSplits: 1)
        return JudgedType(
            essence: pieces.first.map(String.init) ?? mediaType,
            charset: pieces.count > 1 ? pieces[1].split(separator: "=").last.map(String.init) : nil)
    }

    /// What it is to people.
    public var kind: AttachmentKind { AttachmentKind(essence) }

    init(_ row: AttachmentRow) {
        id = row.id
        filename = row.filename
        mediaType = row.mediaType
        sizeBytes = row.sizeBytes
        createdAt = row.createdAt
        sha256 = row.sha256
    }
}

/// The stored bytes of an attachment, to be sent.
public struct AttachmentFile: Hashable, Sendable {
    public let attachment: Attachment
    public let path: String
    /// Changes with the bytes, and only with them.
    public let tag: String
}

/// The kinds of files that people tell apart. The raw value is the name that clients see.
public enum AttachmentKind: String, Hashable, Sendable {
    case image, video, audio, document, archive, code, text, other

    init(_ essence: String) {
        let halves = essence.split(separator: "/")
        self =
            switch (halves.first, essence) {
            case (_, "image/vnd.dwg"), (_, "image/vnd.dxf"): .other
            case ("image", _): .image
            case ("video", _): .video
            case ("audio", _): .audio
            case (_, "text/plain"), (_, "text/csv"), (_, "text/markdown"): .text
            case (_, "text/rtf"): .document
            case ("text", _): .code
            case (_, let essence) where Self.codeTypes.contains(essence): .code
            case (_, let essence) where Self.archiveTypes.contains(essence): .archive
            case (_, let essence) where Self.isDocument(essence): .document
            default: .other
            }
    }

    private static let codeTypes: Set<String> = [
        "application/json", "application/javascript", "application/xml", "application/x-sh", "application/x-ndjson",
    ]

    private static let archiveTypes: Set<String> = [
        "application/zip", "application/x-tar", "application/gzip", "application/x-7z-compressed", "application/x-rar",
        "application/vnd.rar", "application/x-bzip2", "application/x-xz", "application/zstd",
        "application/java-archive",
    ]

    private static func isDocument(_ essence: String) -> Bool {
        ["application/pdf", "application/msword", "application/rtf", "application/epub+zip"].contains(essence)
            || essence.hasPrefix("application/vnd.ms-") || essence.hasPrefix("application/vnd.oasis.opendocument.")
            || essence.hasPrefix("application/vnd.openxmlformats-officedocument.")
    }
}
