public import HTTPTypes
public import Identity

/// A request that was not served: the status, the words for the client, and the headers that go with them. A dialect's
/// `errorBody` turns it into its own JSON.
public struct Refusal: Sendable {
    public var status: HTTPResponse.Status
    /// One sentence for whoever wrote the client. Never an inner message.
    public var message: String
    /// The fields that were wrong, and what is wrong with each, for dialects that list them.
    public var fields: [(name: String, problem: FieldFault)]
    public var headers: HTTPFields
    /// What else a client may want to know, for the error's body: of what is there already, its name.
    public var members: [JSONValue.Member]

    public init(
        _ status: HTTPResponse.Status, _ message: String, fields: [(name: String, problem: FieldFault)] = [],
        headers: HTTPFields = [:], members: [JSONValue.Member] = []
    ) {
        self.status = status
        self.message = message
        self.fields = fields
        self.headers = headers
        self.members = members
    }

    /// The status and words of `contract.md` for the Gateway's own errors.
    public static func standard(for error: RequestError) -> Refusal {
        switch error {
        case .noSuchPath: Refusal(.notFound, "Not found")
        case .methodNotAllowed: Refusal(.methodNotAllowed, "Method not allowed")
        case .unauthenticated: Refusal(.unauthorized, "Not authenticated")
        case .forbidden: Refusal(.forbidden, "Not allowed")
        case .notJSON(let reason): Refusal(.badRequest, "The body is not valid JSON: \(reason)")
        case .field(let name, let problem):
            Refusal(.badRequest, "\(name) \(problem.words)", fields: [(name, problem)])
        case .malformedForm(let reason): Refusal(.badRequest, "The form cannot be read: \(reason)")
        case .tooLarge(let limit): Refusal(.contentTooLarge, "The body is over the limit of \(limit) bytes")
        case .unsupportedMediaType(let takes):
            Refusal(.unsupportedMediaType, "This endpoint takes \(takes.joined(separator: " or "))")
        case .tooManyRequests: Refusal(.tooManyRequests, "Too many requests")
        case .bodyIncomplete: Refusal(.badRequest, "The body ended early")
        case .rangeNotSatisfiable: Refusal(.rangeNotSatisfiable, "The range lies outside of the content")
        case .upgradeRequired: Refusal(.upgradeRequired, "This path is a WebSocket")
        case .badHandshake(let reason): Refusal(.badRequest, "The WebSocket handshake is malformed: \(reason)")
        case .overloaded(let seconds): busy(retryAfterSeconds: seconds)
        }
    }

    /// The server has too much to do just now.
    public static func busy(retryAfterSeconds: Int) -> Refusal {
        Refusal(.serviceUnavailable, "The server is busy", headers: [.retryAfter: String(retryAfterSeconds)])
    }

    /// Nothing more can be kept until the operator makes room.
    public static let outOfSpace = Refusal(.insufficientStorage, "The server's disk is full")

    /// A limit that is the library's own.
    public static func tooMany(_ message: String, _ allowance: Allowance) -> Refusal {
        Refusal(.tooManyRequests, message, headers: allowance.refusalHeaders)
    }

    /// The headers that a status owes by HTTP, whatever words a dialect has for it.
    static func headers(for error: RequestError) -> HTTPFields {
        switch error {
        case .methodNotAllowed(let allowed): [.allow: allowed.joined(separator: ", ")]
        case .unauthenticated: [.wwwAuthenticate: "Bearer"]
        case .tooManyRequests(let allowance): allowance.refusalHeaders
        case .rangeNotSatisfiable(let total): [.contentRange: "bytes */\(total)"]
        case .upgradeRequired: [.upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: "13"]
        case .overloaded(let seconds): [.retryAfter: String(seconds)]
        default: [:]
        }
    }
}

extension HTTPResponse.Status {
    /// RFC 4918, section 11.5.
    public static let insufficientStorage = Self(code: 507, reasonPhrase: "Insufficient Storage")
}
