public import Identity

/// Whether a token is good, and whose it is. nil: it is not. What it throws is a failure of the server, not of the
/// caller.
///
/// - `surface`: that is being called, since a closed session's token may still be good on one of them. nil for the
///   server's own pages.
/// - `address`: where the request came from.
public typealias Authenticator =
    @Sendable (_ token: String, _ surface: Surface?, _ address: String) async throws -> Caller?

/// Whose a token is that the authenticator found good before, on every surface, and that is still good at this moment. nil:
/// the authenticator has to be asked. It never waits.
public typealias Recogniser = @Sendable (_ token: String, _ address: String) -> Caller?

/// What an operator sets of the Gateway.
public struct GatewaySettings: Sendable {
    /// Origins that a browser may call from; a `*` stands for any port or any host.
    public var corsOrigins: [String]
    /// Addresses whose `X-Forwarded-For` is believed, and its `-Host` and `-Proto`.
    public var trustedProxies: Set<String>
    public var rateLimits: Bool
    /// What connections speak: `http`, or under TLS `https`.
    public var scheme: String

    public init(
        corsOrigins: [String] = ["http://localhost:*", "http://127.0.0.1:*"], trustedProxies: Set<String> = [],
        rateLimits: Bool = true, scheme: String = "http"
    ) {
        self.corsOrigins = corsOrigins
        self.trustedProxies = trustedProxies
        self.rateLimits = rateLimits
        self.scheme = scheme
    }
}

/// Told of every request, for the log, gauges and histograms.
public struct GatewayObserver: Sendable {
    public var began: @Sendable () -> Void
    /// For a WebSocket with the handshake. Nothing else logs a request.
    public var ended: @Sendable (RequestRecord) -> Void
    public var socketOpened: @Sendable () -> Void
    public var socketClosed: @Sendable (SocketRecord) -> Void

    public init(
        began: @escaping @Sendable () -> Void = {}, ended: @escaping @Sendable (RequestRecord) -> Void = { _ in },
        socketOpened: @escaping @Sendable () -> Void = {},
        socketClosed: @escaping @Sendable (SocketRecord) -> Void = { _ in }
    ) {
        self.began = began
        self.ended = ended
        self.socketOpened = socketOpened
        self.socketClosed = socketClosed
    }
}

/// One answered request.
public struct RequestRecord: Sendable {
    public var requestID: String
    public var method: String
    /// The route's path with its captures unnamed by the request: never a token, never a name. Empty where none matched.
    public var pathTemplate: String
    /// nil for the server's own pages and for paths that no surface has.
    public var surface: Surface?
    public var status: Int
    public var duration: Duration
    public var bytesIn: Int
    public var bytesOut: Int
    public var account: Int64?
    /// What was thrown, for the log alone.
    public var cause: String?
}
