/// How a file's text is come by.
enum DocumentKind: Hashable {
    case text
    case pdf
    /// By a word processor; pandoc's name for the format.
    case written(String)
    case archive
    /// A picture, a film, anything else.
    case other

    init(_ type: JudgedType) {
        let essence = type.essence
        if essence == "application/pdf" {
            self = .pdf
        } else if let format = Self.written[essence] {
            self = .written(format)
        } else if Self.archives.contains(essence) {
            self = .archive
        } else if essence.hasPrefix("text/") || type.charset != nil && !essence.hasPrefix("image/")
            || essence == Self.svg
        {
            self = .text
        } else {
            self = .other
        }
    }

    /// A picture that is written in words.
    private static let svg = "image/svg+xml"

    private static let written = [
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.oasis.opendocument.text": "odt",
        "application/epub+zip": "epub",
        "application/rtf": "rtf",
        "text/rtf": "rtf",
    ]

    /// What libarchive lists. A compressed file that is no archive has nothing to list, and is damaged to it.
    private static let archives: Set<String> = [
        "application/zip", "application/java-archive", "application/x-tar", "application/gzip", "application/x-gzip",
        "application/x-bzip2", "application/x-xz", "application/zstd", "application/x-7z-compressed",
        "application/x-rar", "application/vnd.rar", "application/x-cpio", "application/x-iso9660-image",
    ]
}
