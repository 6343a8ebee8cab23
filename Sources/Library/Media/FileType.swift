/// What a file is, in the words that clients use.
public enum FileType: String, Hashable, Sendable, CaseIterable {
    case jpeg, png, webp, gif, bmp, heic, avif, raw

    private static let rawEndings: Set<String> = ["cr2", "cr3", "nef", "arw", "dng", "orf", "rw2", "raf", "raw"]
    private static let otherNames: [String: FileType] = ["jpg": .jpeg, "jpe": .jpeg, "heif": .heic]

    /// `.raw` where the name has one of the endings of cameras' raw formats; nil for any other.
    init?(rawEndingOf filename: String) {
        guard let ending = Self.ending(of: filename), Self.rawEndings.contains(ending) else { return nil }
        self = .raw
    }

    /// By the ending of the name; nil where it tells nothing. Good for what a client only tells about, never for bytes.
    public init?(endingOf filename: String) {
        guard let ending = Self.ending(of: filename) else { return nil }
        self.init(name: ending)
    }

    /// By a word that a client may use: `jpeg`, `JPG`, `raw`, `cr2`.
    public init?(name: String) {
        let name = name.lowercased()
        guard let type = Self(rawValue: name) ?? Self.otherNames[name] ?? (Self.rawEndings.contains(name) ? .raw : nil)
        else { return nil }
        self = type
    }

    private static func ending(of filename: String) -> String? {
        guard let dot = filename.lastIndex(of: ".") else { return nil }
        return filename[filename.index(after: dot)...].lowercased()
    }
}
