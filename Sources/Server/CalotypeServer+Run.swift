import Gateway
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Library
import Logging
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

extension CalotypeServer {
    /// Opens the library, serves until SIGTERM or SIGINT, finishes the requests in flight and closes the library. Says
    /// `listening on http://HOST:PORT` on standard output as soon as that is true.
    ///
    /// Throws what kept it from starting: `ServerSettingsError`, what `Library.open` throws, or an error of the socket.
    public static func serve(_ settings: ServerSettings) async throws {
        let logger = Logger.jsonLines("calotype", level: settings.logLevel)
        var settings = settings
        // Beyond what the system lets us open, a connection waits in its queue, as beyond our own limit.
        settings.connections.connections = min(
            settings.connections.connections, max(64, OpenFileLimit.raise() - OpenFileLimit.reserve))
        settings.library.log = Logger.jsonLines("calotype.library", level: settings.logLevel)
        settings.library.limitsAttempts = settings.rateLimits
        settings.library.limitsUploads = settings.rateLimits
        let library = try await Library.open(settings.library)
        do {
            try await CalotypeServer(library, settings: settings, logger: logger).run()
        } catch {
            try? await library.shutdown()
            throw error
        }
        try await library.shutdown()
    }

    private func run() async throws {
        let scheme = settings.tls == nil ? "http" : "https"
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let isListening = Mutex(false)
        let application = try application { port in
            isListening.withLock { $0 = true }
            Self.say("listening on \(scheme)://\(host):\(port)")
        }
        var configuration = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // A sender who is slow, and within the limits for bodies, may take longer than an operator waits.
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch  where !isListening.withLock({ $0 }) && !(error is CancellationError) {
            throw ServerSettingsError.address(reason: "\(host):\(settings.port) can't be listened on: \(error)")
        }
    }

    /// How connections are spoken to: HTTP/1.1 with our limits, under TLS where there is a certificate.
    func connections() throws -> HTTPServerBuilder {
        let plain = gateway.http1(settings.connections, logger: logger)
        guard let tls = settings.tls else { return plain }
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey
        do {
            chain = try NIOSSLCertificate.fromPEMFile(tls.certificateChain)
        } catch {
            throw ServerSettingsError.tls(reason: "the certificate \(tls.certificateChain) cannot be used: \(error)")
        }
        do {
            key = try NIOSSLPrivateKey(file: tls.privateKey, format: .pem)
        } catch {
            throw ServerSettingsError.tls(reason: "the key \(tls.privateKey) cannot be used: \(error)")
        }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        do {
            // Hummingbird would find out only when it listens.
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServerSettingsError.tls(
                reason: "\(tls.privateKey) can't be used with \(tls.certificateChain): \(error)")
        }
        return try .tls(plain, tlsConfiguration: configuration)
    }
}

/// What the library does for itself while the server runs.
struct Housekeeping: Service {
    let library: Library

    func run() async {
        await cancelWhenGracefulShutdown { await library.keepHouse() }
    }
}
