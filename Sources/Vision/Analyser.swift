/// Says in words what a picture shows. There are three: ``BuiltInAnalyser`` measures, ``Ollama`` and ``CloudModel`` ask a
/// model. Each names itself in its answer.
public protocol Analyser: Sendable {
    /// Whose words the answers are.
    var provider: VisionProvider { get }

    /// Describes a picture.
    ///
    /// - Parameter prompt: What the asker wants to know, where it is more than a description.
    /// - Throws: ``VisionError``. None of them says anything about the picture: whoever asks can go on without words.
    func describe(_ picture: VisionPicture, prompt: String?) async throws(VisionError) -> VisionAnswer
}

/// Who can describe a picture. The raw value is the name that clients see.
public enum VisionProvider: String, Sendable, Hashable, CaseIterable {
    /// This program, which says only what it measures.
    case builtin
    /// A model that Ollama serves.
    case ollama
    /// A model behind an OpenAI-compatible endpoint.
    case cloud
}

/// A picture as analysers see it: what was measured in it, its bytes for a model, and what was read from it.
///
/// It holds no pixels, since a picture may wait for a model for minutes; ``PictureMeasurements`` are taken from them before.
public struct VisionPicture: Sendable {
    public let measurements: PictureMeasurements
    /// The upright picture as a JPEG file, at a size that a model can use; the caller decides how large.
    public let jpeg: [UInt8]
    /// The text that was read from it: nil where nobody looked, empty where there was none.
    public let text: String?

    public init(measurements: PictureMeasurements, jpeg: [UInt8], text: String?) {
        self.measurements = measurements
        self.jpeg = jpeg
        self.text = text
    }
}

/// What an analyser said.
public struct VisionAnswer: Sendable, Equatable {
    /// One paragraph or several, never empty, without control characters but for line ends and tabs.
    public let text: String
    /// Who spoke.
    public let provider: VisionProvider
    /// The model that spoke, by the name that it was asked for under; nil where none did.
    public let model: String?

    init(text: String, provider: VisionProvider, model: String?) {
        self.text = text
        self.provider = provider
        self.model = model
    }
}
