/// The formats that are decoded here. A picture's format is judged by its first bytes, never by a name or a header.
public enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp, gif, bmp

    /// The media type, as `Content-Type` has it.
    public var mimeType: String { "image/\(rawValue)" }

    /// How a file's name ends, without the dot.
    public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    /// How many bytes `init(sniffing:)` needs at most.
    public static let sniffedByteCount = 18

    /// The format that the first bytes of a file announce, nil for none that we know.
    public init?(sniffing bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(Self.sniffedByteCount))
        if head.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            self = .webp
        } else if head.starts(with: Array("GIF87a".utf8)) || head.starts(with: Array("GIF89a".utf8)) {
            self = .gif
        } else if head.starts(with: Array("BM".utf8)), head.count == Self.sniffedByteCount,
            BMPHeader.knownSizes.contains(Int(head[14])), head[15] == 0, head[16] == 0, head[17] == 0
        {
            // Two letters are too little to go by: plain text starts so.
            self = .bmp
        } else {
            return nil
        }
    }
}
