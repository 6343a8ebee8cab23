/// The formats that are decoded here. A picture's format is judged by its first bytes, never by a name or a header.
public enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp, gif, bmp, heic, avif

    /// The media type, as `Content-Type` has it.
    public var mimeType: String { "image/\(rawValue)" }

    /// How a file's name ends, without the dot.
    public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    /// How many bytes `init(sniffing:)` needs at most.
    public static let sniffedByteCount = 64

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
        } else if head.starts(with: Array("BM".utf8)), head.count >= 18,
            BMPHeader.knownSizes.contains(Int(head[14])), head[15] == 0, head[16] == 0, head[17] == 0
        {
            // Two letters are too little to go by: plain text starts so.
            self = .bmp
        } else {
            self.init(brandsIn: head)
        }
    }

    /// By the first box of an ISO base media file: its length, `ftyp`, the major brand, a version, and compatible brands
    /// (ISO/IEC 14496-12, 4.3). A file that says only that it is some picture of this family is taken for HEIC.
    private init?(brandsIn head: [UInt8]) {
        let brands = head.withUnsafeBytes { head -> [String]? in
            guard head.has("ftyp", at: 4), let length = head.big32(at: 0), length >= 16 else { return nil }
            return stride(from: 8, through: min(length, head.count) - 4, by: 4)
                .filter { $0 != 12 }.map { String(decoding: head[$0..<$0 + 4], as: UTF8.self) }
        }
        guard let brands else { return nil }
        let known = brands.compactMap { brand -> ImageFormat? in
            switch brand {
            case "avif", "avis": .avif
            case "heic", "heix", "hevc", "hevx", "heim", "heis": .heic
            default: nil
            }
        }
        guard let format = known.first ?? (brands.contains("mif1") ? .heic : nil) else { return nil }
        self = format
    }
}
