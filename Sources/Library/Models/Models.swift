import Vision

/// The models that this library may ask, all over one client. What uses them is a room's affair; here is which there are.
final class Models: Sendable {
    /// Nil where none is configured.
    let ollama: Ollama?
    let cloud: CloudModel?
    /// Nil where nothing is configured: then there is nothing to open.
    private let client: ModelClient?

    init(_ settings: ModelSettings) {
        let client = settings.ollama == nil && settings.cloud == nil ? nil : ModelClient()
        ollama = settings.ollama.map { Ollama($0, client: client) }
        cloud = settings.cloud.map { CloudModel($0, client: client) }
        self.client = client
    }

    /// Who answers messages; the model of this machine before one elsewhere, nil where none is configured.
    var chat: (any ChatModel)? { ollama ?? cloud }

    /// Who speaks for a provider; nil where it is not configured.
    func analyser(_ provider: VisionProvider) -> (any Analyser)? {
        switch provider {
        case .builtin: BuiltInAnalyser()
        case .ollama: ollama
        case .cloud: cloud
        }
    }

    /// Ends what is under way. Nothing may be asked afterwards.
    func shutdown() async {
        await client?.shutdown()
    }
}
