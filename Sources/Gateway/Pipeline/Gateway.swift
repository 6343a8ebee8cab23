import HTTPTypes
public import Hummingbird
import Identity
import Logging
import NIOCore
import Synchronization

/// Answers every request on the port: finds the route among all dialects, judges the request by the route's declaration,
/// hands it to the surface, and turns what comes back, or what is thrown, into a response.
///
/// Each dialect is mounted at its exact paths, and whole under `/{surface}`.
public struct Gateway: HTTPResponder {
    public typealias Context = GatewayContext

    public let dialects: [Dialect]
    let settings: GatewaySettings
    let table: RouteTable
    let authenticate: Authenticator
    let recognise: Recogniser
    let dateHeader = DateHeader()
    let kept = KeptAnswers()
    let sharedPaths: SharedPathRule?
    let limiter: RateLimiter
    let sockets = SocketCounter()
    let observer: GatewayObserver
    let cors: CORS
    let makeRequestID: @Sendable () -> String

    /// - Parameters:
    ///   - serverRoutes: the server's own pages (`/health`), which belong to no dialect.
    ///   - sharedPaths: needed where two dialects declare the same exact method and path.
    public init(
        dialects: [Dialect], serverRoutes: [Route] = [], settings: GatewaySettings = GatewaySettings(),
        sharedPaths: SharedPathRule? = nil, observer: GatewayObserver = GatewayObserver(),
        limiter: RateLimiter = RateLimiter(), makeRequestID: @escaping @Sendable () -> String = Gateway.randomRequestID,
        recognise: @escaping Recogniser = { _, _ in nil }, authenticate: @escaping Authenticator
    ) {
        var table = RouteTable()
        for route in serverRoutes { table.mount(MountedRoute(route: route, dialect: nil, path: route.path)) }
        for dialect in dialects {
            let prefix = PathPattern("/" + dialect.surface.rawValue)
            for route in dialect.routes {
                table.mount(MountedRoute(route: route, dialect: dialect, path: route.path))
                table.mount(MountedRoute(route: route, dialect: dialect, path: route.path.mounted(under: prefix)))
            }
        }
        self.dialects = dialects
        self.settings = settings
        self.table = table
        self.authenticate = authenticate
        self.recognise = recognise
        self.sharedPaths = sharedPaths
        self.limiter = limiter
        self.observer = observer
        self.makeRequestID = makeRequestID
        cors = CORS(origins: settings.corsOrigins)
    }

    /// The life of one request, from its head to its response.
    public func respond(to request: Request, context: GatewayContext) async throws -> Response {
        let began = ContinuousClock.now
        observer.began()
        let channel = context.channel
        let body = IncomingBody(request) { channel.triggerUserOutboundEvent(ContinueEvent(), promise: nil) }
        var exchange = Exchange(request.head, body: body, context: context, gateway: self)
        var answer: Answer
        do {
            answer = try await exchange.answer()
        } catch {
            answer = exchange.refuse(error)
        }
        return await exchange.finish(answer, began: began)
    }

    /// Begins at a random number, since a call into the system for each would take as long as the rest of its request's
    /// administration. Nobody is let in by an id, so it may be guessed from the last.
    private static let requestNumber = Atomic(UInt64.random(in: 0...UInt64.max))
    private static let thisProcess = UInt64.random(in: 0...UInt64.max)

    /// 128 bits in hex, the same of no two requests: a random number of the process's, and one that counts, mixed
    /// (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
    @Sendable public static func randomRequestID() -> String {
        let digits: StaticString = "0123456789abcdef"
        var mixed = requestNumber.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return String(unsafeUninitializedCapacity: 32) { text in
            for half in 0..<2 {
                var bits = half == 0 ? mixed : thisProcess
                for place in 0..<16 {
                    text[half * 16 + place] = digits.utf8Start[Int(bits & 15)]
                    bits >>= 4
                }
            }
            return 32
        }
    }
}

/// The connection that a request came on.
public struct GatewayContext: InitializableFromSource, Sendable {
    let channel: any Channel
    let logger: Logger

    public init(source: ApplicationRequestContextSource) {
        channel = source.channel
        logger = source.logger
    }

    init(channel: any Channel, logger: Logger) {
        self.channel = channel
        self.logger = logger
    }
}
