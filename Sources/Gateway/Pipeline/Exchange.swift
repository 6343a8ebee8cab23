import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore

/// One request on its way: what is known of it grows from step to step, and is what its refusal and its log line are
/// made from.
struct Exchange {
    let gateway: Gateway
    let head: HTTPRequest
    let context: GatewayContext
    let requestID: String
    private let peer: String
    let body: IncomingBody
    let address: String
    var mounted: MountedRoute?
    private(set) var refusingDialect: Dialect?
    private(set) var isOpen = false
    var caller: Caller?
    private(set) var extraHeaders: HTTPFields = [:]
    var cause: String?
    /// Good, on a route that is a WebSocket: from here on a refusal may come as a close code.
    private(set) var handshake: Handshake?
    var lease: SocketLease?
    /// Not taken apart where nobody asks.
    lazy var target = RequestTarget(head.path ?? "/")

    init(_ head: HTTPRequest, body: IncomingBody, context: GatewayContext, gateway: Gateway) {
        self.gateway = gateway
        self.context = context
        self.head = head
        self.body = body
        let sent = head.headerFields[.requestID]
        requestID = sent.flatMap { isSaneRequestID($0) ? $0 : nil } ?? gateway.makeRequestID()
        peer = context.channel.remoteAddress?.ipAddress ?? "unknown"
        let trusted = gateway.settings.trustedProxies
        address =
            trusted.isEmpty
            ? peer : forwardedAddress(peer: peer, header: head.headerFields[values: .forwardedFor], trusted: trusted)
    }

    // MARK: Steps

    /// Match, authenticate, count, authorise, judge the body, ask the surface.
    mutating func answer() async throws -> Answer {
        guard let segments = target.segments else { throw RequestError.noSuchPath }
        var captured: [String] = []
        var incomingBody = body
        let match = gateway.table.match(head.method, segments)
        if match.needsWords { refusingDialect = gateway.dialect(speakingFor: segments) }
        switch match {
        case .nothing: throw RequestError.noSuchPath
        case .otherMethods(let allowed, let others):
            let dialects = others.map(\.dialect)
            if let only = dialects.first, dialects.allSatisfy({ $0?.surface == only?.surface }) {
                refusingDialect = only
            }
            if head.method == .options { return preflight(allowed) }
            throw RequestError.methodNotAllowed(allowed: allowed)
        case .found(let routes, let values):
            captured = values
            (mounted, incomingBody) = try await choose(among: routes)
        }
        guard let mounted else { throw RequestError.noSuchPath }
        if !isOpen { refusingDialect = mounted.dialect }
        let route = mounted.route

        if route.isSocket { handshake = try Handshake(head, bodyBytes: body.declaredBytes) }
        if route.access != .anyone { caller = try await authenticated(route, mounted.dialect?.surface) }
        if let tier = route.options.tier { try count(against: tier) }
        try authorise(route)
        lease = try socketLease()
        let limit = try judgeBody(route, mounted.dialect)
        incomingBody.limit(toBytes: limit)

        var logger = context.logger
        logger[metadataKey: "request_id"] = "\(requestID)"
        return try await route.handler(incoming(mounted, captured, incomingBody, logger))
    }

    /// What the handler gets to see.
    mutating func incoming(_ mounted: MountedRoute, _ captured: [String], _ body: IncomingBody, _ logger: Logger)
        -> Incoming
    {
        Incoming(
            method: head.method, headers: head.headerFields, requestID: requestID, surface: mounted.dialect?.surface,
            address: address,
            connection: ConnectionFacts(
                authority: head.authority, scheme: gateway.settings.scheme, local: context.channel.localAddress,
                isProxied: gateway.settings.trustedProxies.contains(peer)),
            logger: logger, body: body, captures: names(captured, in: mounted), queryItems: QueryItems(target.query),
            knownCaller: caller, jsonLimitBytes: jsonLimit(mounted.route, mounted.dialect),
            fileLimitBytes: fileLimit(mounted.route))
    }

    /// The one route of this path, or the one that the rule for shared paths picks by a look into the body.
    private mutating func choose(among routes: [MountedRoute]) async throws -> (MountedRoute?, IncomingBody) {
        guard routes.count > 1, let rule = gateway.sharedPaths else { return (routes.first, body) }
        isOpen = true
        let limit = routes.map { jsonLimit($0.route, $0.dialect) }.max() ?? 0
        let bytes = try await body.collect(limitBytes: limit)
        let decision = await rule.decide(
            SharedPathRequest(
                method: head.method, path: routes[0].path.description, body: try? JSONParser.parse(bytes),
                token: bearerToken(head.headerFields), candidates: Set(routes.compactMap { $0.dialect?.surface })))
        isOpen = decision.isOpen
        return (routes.first { $0.dialect?.surface == decision.surface } ?? routes.first, IncomingBody(bytes: bytes))
    }

    private mutating func authenticated(_ route: Route, _ surface: Surface?) async throws -> Caller? {
        guard let token = token(for: route) else { return nil }
        return try await gateway.authenticate(token, surface, address)
    }

    /// The access token that the request came with, wherever the route takes it from.
    mutating func token(for route: Route) -> String? {
        var token = bearerToken(head.headerFields)
        if token == nil, route.options.tokenInQuery {
            token = try? QueryItems(target.query).value(of: "token")
        }
        return token == "" ? nil : token
    }

    private mutating func count(against tier: RateTier) throws {
        guard gateway.settings.rateLimits else { return }
        let key = caller.map { RateLimiter.Key.account($0.account) } ?? .address(address)
        extraHeaders = try gateway.limiter.count(key, against: tier).headers
    }

    func authorise(_ route: Route) throws {
        switch route.access {
        case .anyone: return
        case .account, .owner: guard caller != nil else { throw RequestError.unauthenticated }
        case .admin:
            guard let caller else { throw RequestError.unauthenticated }
            guard caller.role == .admin else { throw RequestError.forbidden }
        }
    }

    /// 415 and, by `Content-Length`, 413: both before a byte of the body is read.
    private func judgeBody(_ route: Route, _ dialect: Dialect?) throws -> Int {
        guard !route.takes.isEmpty, body.declaredBytes != 0 else { return 0 }
        let sent = head.headerFields[.contentType].map { MediaType($0) }
        guard let declaration = route.takes.first(where: { $0.takes(sent) }) else {
            throw RequestError.unsupportedMediaType(takes: route.takes.flatMap(\.mediaTypes))
        }
        let limit = declaration.limitBytes(json: jsonLimit(route, dialect))
        if let declared = body.declaredBytes, declared > limit {
            throw RequestError.tooLarge(limitBytes: declaration.statedLimitBytes(json: jsonLimit(route, dialect)))
        }
        return limit
    }

    private func preflight(_ allowed: [String]) -> Answer {
        var answer = Answer.empty(.noContent)
        answer.headers[.allow] = allowed.joined(separator: ", ")
        if head.headerFields[.accessControlRequestMethod] != nil {
            answer.headers[.accessControlAllowMethods] = allowed.joined(separator: ", ")
            answer.headers[.accessControlAllowHeaders] =
                head.headerFields[.accessControlRequestHeaders] ?? "Authorization, Content-Type"
            answer.headers[.accessControlMaxAge] = "600"
        }
        return answer
    }

    // MARK: Helpers

    private func names(_ captured: [String], in mounted: MountedRoute) -> [String: String] {
        var names: [String: String] = [:]
        var values = captured[...]
        for case .capture(let name, _) in mounted.path.segments { names[name] = values.popFirst() }
        return names
    }

    private func jsonLimit(_ route: Route, _ dialect: Dialect?) -> Int {
        for case .json(_, let limit?) in route.takes { return limit }
        return dialect?.jsonLimitBytes ?? 1 << 20
    }

    private func fileLimit(_ route: Route) -> Int {
        for case .form(_, let limit) in route.takes { return limit }
        return 0
    }
}
