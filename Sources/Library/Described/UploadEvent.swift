/// Something that happened to one file of an upload, or to the upload as a whole.
public struct UploadEvent: Hashable, Sendable {
    public let step: UploadStep
    /// Which of the upload's files, from 0; nil of the whole.
    public let index: Int?
    public let filename: String?

    public init(_ step: UploadStep, index: Int? = nil, filename: String? = nil) {
        self.step = step
        self.index = index
        self.filename = filename
    }

    /// What the documentation of an API shows.
    public static let example = UploadEvent(.received(sizeBytes: 524_288), index: 0, filename: "sheet_music.png")
}

/// How far a file is. The last two are ends.
public enum UploadStep: Hashable, Sendable {
    /// So many of its bytes are here, and more are to come.
    case receiving(bytes: Int)
    /// All its bytes are here.
    case received(sizeBytes: Int)
    case read(characters: Int)
    case analysed(provider: String)
    /// It is kept, under this id.
    case complete(id: String)
    /// In words for its sender.
    case failed(reason: String)
}
