import Foundation
public import Gateway
public import Hummingbird
public import Identity
import ImaLink
import ImagineAI
public import Library
public import Logging
import MLFramework
import PocketMusec
import TextExtraction

/// The wiring: one library, the dialects that speak of it, and the Gateway between them and the port.
public struct CalotypeServer: Sendable {
    public let settings: ServerSettings
    public let library: Library
    let dialects: [Dialect]
    let gateway: Gateway
    let metrics: Metrics
    let logger: Logger

    public init(_ library: Library, settings: ServerSettings, logger: Logger) {
        self.library = library
        self.settings = settings
        self.logger = logger
        let dialects = Self.dialects(library, settings)
        let metrics = Metrics()
        self.dialects = dialects
        self.metrics = metrics

        let pages = ServerPages(metrics: metrics, library: library)
        let documentation = DocumentationPages(
            documents: Self.documents(dialects, pages.routes), assets: DocumentationPages.findAssets())
        gateway = Gateway(
            dialects: dialects, serverRoutes: pages.routes + documentation.routes,
            settings: GatewaySettings(
                corsOrigins: settings.corsOrigins, trustedProxies: settings.trustedProxies,
                rateLimits: settings.rateLimits, scheme: settings.tls == nil ? "http" : "https"),
            sharedPaths: SharedAuthPaths.rule(asking: library),
            observer: GatewayObserver(
                began: metrics.began,
                ended: { record in
                    metrics.ended(record)
                    let level = RequestLog.level(of: record)
                    guard level >= logger.logLevel else { return }
                    LogSink.standardError.write(
                        RequestLog.line(of: record, label: logger.label), isUrgent: level >= .warning)
                }, socketOpened: metrics.socketOpened,
                socketClosed: metrics.socketClosed),
            recognise: { token, address in library.accounts.recognise(token, from: address) }
        ) { token, surface, address in
            do throws(AuthenticationFailure) {
                return try await library.accounts.authenticate(token, on: surface, from: address)
            } catch {
                if case .unavailable(let failure) = error { throw failure }
                return nil
            }
        }
    }

    /// Every surface that is served.
    static func dialects(_ library: Library, _ settings: ServerSettings) -> [Dialect] {
        [
            .pocketMusec(library), .textExtraction(library), .imagineAI(library), .mlFramework(library),
            .imaLink(library, debugEndpoints: settings.debugEndpoints),
        ]
    }

    /// Ready to run, or to be tested without a port.
    public func application(onListening: @escaping @Sendable (Int) -> Void = { _ in }) throws -> Application<Gateway> {
        Application(
            responder: gateway, server: try connections(),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                availableConnectionsDelegate: .maximum(settings.connections.connections, logger: logger)),
            services: [Housekeeping(library: library), Workers(library: library, count: settings.workers)],
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? settings.port) }, logger: logger)
    }

    // MARK: OpenAPI

    /// The OpenAPI document of all surfaces, or of one; nil where that one is not served.
    public static func document(of surface: Surface? = nil) async throws -> [UInt8]? {
        // The declarations name a library, though nobody asks it anything: an empty one that is thrown away.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("calotype-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings = LibrarySettings(dataFolder: folder)
        let library = try await Library.open(settings)
        let dialects = dialects(library, ServerSettings(library: settings))
        let pages = ServerPages(metrics: Metrics(), library: library)
        let path = surface.map { PathPattern("/\($0.rawValue)/openapi.json") } ?? "/openapi.json"
        let document = documents(dialects, pages.routes).first { $0.path == path }
        try await library.shutdown()
        return document?.bytes
    }

    private static func documents(_ dialects: [Dialect], _ pages: [Route]) -> [(path: PathPattern, bytes: [UInt8])] {
        let version = "0.1.0"
        let all = openAPIDocument(
            of: dialects, serverRoutes: pages,
            info: DocumentInfo(
                title: "Calotype", version: version,
                description: "One media library behind several documented APIs, each at its own paths."))
        return [("/openapi.json", all)]
            + dialects.map { dialect in
                (
                    PathPattern("/\(dialect.surface.rawValue)/openapi.json"),
                    openAPIDocument(of: [dialect], info: DocumentInfo(title: dialect.title, version: version))
                )
            }
    }
}
