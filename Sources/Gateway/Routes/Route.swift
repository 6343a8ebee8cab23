public import HTTPTypes

/// One endpoint, declared once: routing, authorisation, limits, the OpenAPI document and the authorisation test are all
/// made from this value. Tables are built with `.get`, `.post` and their like (`Route+Builders.swift`).
public struct Route: Sendable {
    public typealias Handler = @Sendable (Incoming) async throws -> Answer

    public let method: HTTPRequest.Method
    /// Below the surface's mount: `/api/v1/photos/{hothash}`. A capture that is an integer is `{author_id:int}`.
    public let path: PathPattern
    public let summary: String
    public let access: Access
    public let query: [any QueryDeclaration]
    public let takes: [BodyDeclaration]
    public let answers: [AnswerDeclaration]
    public let options: RouteOptions
    /// Answers a WebSocket's handshake, and nothing else.
    var isSocket = false
    let handler: Handler
    /// The handler's answer without waiting, from memory or a look at a few rows. What it throws, and nil, send the request
    /// to the handler, so it may know less than that, but nothing else.
    var atOnce: (@Sendable (Incoming) throws -> Answer?)?
    /// A number that is another one as soon as an answer made at once may be another one: as long as it is the same, so is
    /// what the same account gets for the same target. nil keeps no answer.
    var keptWhile: (@Sendable () -> UInt64)?

    public init(
        _ method: HTTPRequest.Method, _ path: PathPattern, _ summary: String, access: Access,
        query: [any QueryDeclaration], takes: [BodyDeclaration], answers: [AnswerDeclaration], options: RouteOptions,
        handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.access = access
        self.query = query
        self.takes = takes
        self.answers = answers
        self.options = options
        self.handler = handler
    }
}

/// Who may call a route. Judged before the body is read.
public enum Access: String, Sendable, CaseIterable {
    case anyone
    /// Whoever has an account: lists, creation.
    case account
    /// An account, and the path names something that belongs to one: a stranger's is a 404, which the handler answers.
    case owner
    case admin
}

/// What few routes need.
public struct RouteOptions: Sendable {
    /// The access token may also come as `?token=`, since an `<img>` sends no header.
    public var tokenInQuery = false
    /// Counted against this tier; nil is unlimited.
    public var tier: RateTier?
    /// WebSockets that one account may have open on this route; nil is unbounded. Off with the rate limits.
    public var socketLimit: Int?
    public var isDeprecated = false
    /// For the OpenAPI document: what the handler refuses with besides what follows from the declaration (401, 413, …).
    public var refuses: [HTTPResponse.Status] = []
    /// More for the OpenAPI document than the summary.
    public var description = ""
    /// The heading that the documentation lists the route under.
    public var tag = ""

    public init(
        tokenInQuery: Bool = false, tier: RateTier? = nil, socketLimit: Int? = nil, isDeprecated: Bool = false,
        description: String = "", tag: String = "", refuses: [HTTPResponse.Status] = []
    ) {
        self.refuses = refuses
        self.tokenInQuery = tokenInQuery
        self.tier = tier
        self.socketLimit = socketLimit
        self.isDeprecated = isDeprecated
        self.description = description
        self.tag = tag
    }

    public static var none: Self { Self() }
}

/// A body that a route takes.
public enum BodyDeclaration: Sendable {
    /// JSON that decodes to the type. nil is the dialect's own limit.
    case json(any (Decodable & Sendable).Type, limitBytes: Int? = nil)
    /// `multipart/form-data`; the limit is for each file. Texts beside them are gathered up to `formTextLimitBytes`.
    case form([FormField], fileLimitBytes: Int)
    /// Any bytes of these media types (`image/*` and `*/*` are understood).
    case bytes(mediaTypes: [String], limitBytes: Int)
}

/// A field of a form, for the OpenAPI document.
public struct FormField: Sendable {
    /// `files`: any number of them under one name.
    public enum Kind: Sendable { case text, integer, file, files }
    public let name: String
    public let kind: Kind
    public let isRequired: Bool

    public init(_ name: String, _ kind: Kind, isRequired: Bool = false) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
    }

    public static func file(_ name: String) -> Self { Self(name, .file, isRequired: true) }
    public static func text(_ name: String) -> Self { Self(name, .text) }
    public static func integer(_ name: String) -> Self { Self(name, .integer) }
}

/// An answer that a route gives.
public struct AnswerDeclaration: Sendable {
    public enum Content: Sendable {
        case nothing
        case json(any JSONWritable.Type)
        case media(String)
    }
    public let status: HTTPResponse.Status
    public let content: Content
    public let summary: String

    public init(_ status: HTTPResponse.Status, _ content: Content, _ summary: String = "") {
        self.status = status
        self.content = content
        self.summary = summary
    }

    public static func json(
        _ type: any JSONWritable.Type, status: HTTPResponse.Status = .ok, _ summary: String = ""
    ) -> Self { Self(status, .json(type), summary) }
    public static func media(_ type: String, status: HTTPResponse.Status = .ok, _ summary: String = "") -> Self {
        Self(status, .media(type), summary)
    }
    /// An error that this endpoint answers with besides those that follow from its declaration (401, 404, 413, …).
    public static func refusal(_ status: HTTPResponse.Status, _ summary: String) -> Self {
        Self(status, .nothing, summary)
    }
}
