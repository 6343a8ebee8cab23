import Foundation
import Gateway
import HummingbirdTesting
public import Library
import Logging
import Passwords
public import Server

/// Runs a client's story against a server with every surface, over a real socket, on a library in a folder of its own.
/// Its admin is `root@example.com`; it has no workers, so that nothing is done behind a story's back.
///
/// - Parameter base: what stands before a path that a story names, the base path of its surface.
public func withSurfaces(
    base: String,
    library adjustLibrary: (inout LibrarySettings) -> Void = { _ in },
    server adjustServer: (inout ServerSettings) -> Void = { _ in },
    _ story: @escaping @Sendable (SurfaceClient) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "calotype-test-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = LibrarySettings(dataFolder: folder)
    settings.secretKey = "a key for tests, long enough to be one"
    settings.passwordCost = PasswordCost(memoryKiB: 8, passes: 1)
    settings.firstAdmin = .init(email: "root@example.com", password: SurfaceClient.password)
    settings.log.logLevel = .critical
    adjustLibrary(&settings)
    let library = try await Library.open(settings)
    var server = ServerSettings(library: settings)
    server.port = 0
    server.workers = 0
    // A story has one connection, from before its first request on, and a busy machine lets it wait between them.
    (server.connections.head, server.connections.idle) = (.seconds(600), .seconds(600))
    adjustServer(&server)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let application = try CalotypeServer(library, settings: server, logger: logger).application()
    try await application.test(.live) { http in
        try await story(SurfaceClient(http: http, library: library, folder: folder, base: base))
    }
    try await library.shutdown()
}
