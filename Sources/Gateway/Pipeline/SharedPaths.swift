public import HTTPTypes
public import Identity

/// Which dialect answers where several own one exact method and path, and how it refuses while that is open.
public struct SharedPathRule: Sendable {
    public let decide: @Sendable (SharedPathRequest) async -> SharedPathDecision
    /// Status and words of a refusal while the request leaves the dialect open: they must not depend on the account.
    public let openRefusal: @Sendable (any Error) -> Refusal?
    public let openErrorBody: @Sendable (Refusal, inout JSONObjectWriter) -> Void

    public init(
        decide: @escaping @Sendable (SharedPathRequest) async -> SharedPathDecision,
        openRefusal: @escaping @Sendable (any Error) -> Refusal?,
        openErrorBody: @escaping @Sendable (Refusal, inout JSONObjectWriter) -> Void
    ) {
        self.decide = decide
        self.openRefusal = openRefusal
        self.openErrorBody = openErrorBody
    }
}

/// What of a request to a shared path the decision may look at.
public struct SharedPathRequest: Sendable {
    public let method: HTTPRequest.Method
    /// The path as it is declared.
    public let path: String
    /// nil where the body is no JSON object.
    public let body: JSONValue?
    public let token: String?
    /// The surfaces that own the path.
    public let candidates: Set<Surface>

    public init(
        method: HTTPRequest.Method, path: String, body: JSONValue?, token: String?, candidates: Set<Surface>
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.token = token
        self.candidates = candidates
    }
}

/// The dialect that answers.
public struct SharedPathDecision: Sendable, Equatable {
    public let surface: Surface
    /// Neither the body's keys nor the token decided: refusals are made by `openRefusal`.
    public let isOpen: Bool

    public init(_ surface: Surface, isOpen: Bool) {
        self.surface = surface
        self.isOpen = isOpen
    }
}
