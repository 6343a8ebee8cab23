/// Which models may be asked. None where nothing is said.
public struct ModelSettings: Sendable, Hashable {
    public var ollama: OllamaSettings?
    public var cloud: CloudSettings?

    public init(ollama: OllamaSettings? = nil, cloud: CloudSettings? = nil) {
        self.ollama = ollama
        self.cloud = cloud
    }
}

/// How Ollama is reached, and which of its models is asked.
public struct OllamaSettings: Sendable, Hashable {
    /// `http://localhost:11434`, say.
    public var endpoint: ModelEndpoint
    /// A name as Ollama has it, `name:tag`; without a tag it means `latest`.
    public var model: String
    public var limits: ModelLimits

    /// Asked for where nothing else is said.
    public static let usualModel = "qwen2.5:8b"

    public init(endpoint: ModelEndpoint, model: String = usualModel, limits: ModelLimits = ModelLimits()) {
        self.endpoint = endpoint
        self.model = model
        self.limits = limits
    }
}

/// How an OpenAI-compatible service is reached, and which of its models is asked.
public struct CloudSettings: Sendable, Hashable {
    /// What stands before `/chat/completions`: `https://host/v1`.
    public var endpoint: ModelEndpoint
    /// Sent as a bearer token; nil for a service that asks for none.
    public var key: APIKey?
    public var model: String
    public var limits: ModelLimits

    public init(endpoint: ModelEndpoint, key: APIKey?, model: String, limits: ModelLimits = ModelLimits()) {
        self.endpoint = endpoint
        self.key = key
        self.model = model
        self.limits = limits
    }
}

/// How long, how much and how many at once, for one provider.
public struct ModelLimits: Sendable, Hashable {
    /// Until a connection stands.
    public var connect: Duration
    /// One question, from the moment it is put, waiting in line included, to the last byte of its answer.
    public var answer: Duration
    /// Questions about what is installed, which need no model.
    public var status: Duration
    /// The longest silence while a model is pulled; Ollama checks a large file without a word.
    public var silence: Duration
    /// The longest answer that is read.
    public var answerBytes: Int
    /// How many questions are with the provider at once.
    public var running: Int
    /// How many more may wait for their turn; the next is told ``VisionError/Problem/busy``.
    public var waiting: Int
    /// How long after a failure the one other attempt is made.
    public var retryPause: Duration

    public init(
        connect: Duration = .seconds(5), answer: Duration = .seconds(120), status: Duration = .seconds(5),
        silence: Duration = .seconds(300), answerBytes: Int = 256 << 10, running: Int = 2, waiting: Int = 16,
        retryPause: Duration = .milliseconds(250)
    ) {
        self.connect = connect
        self.answer = answer
        self.status = status
        self.silence = silence
        self.answerBytes = answerBytes
        self.running = running
        self.waiting = waiting
        self.retryPause = retryPause
    }
}
