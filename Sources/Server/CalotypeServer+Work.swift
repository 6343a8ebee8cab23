import Foundation
public import Library
public import Logging
import ServiceLifecycle
import UnixSignals

extension CalotypeServer {
    /// Job workers alone, beside a server on the same data folder or without one: does jobs until SIGTERM or SIGINT, then
    /// hands back what is not finished. Says `working on FOLDER` on standard output as soon as that is true.
    ///
    /// Throws what `Library.open` throws.
    public static func work(
        _ settings: LibrarySettings, workers: Int, logLevel: Logger.Level = .info
    ) async throws {
        var settings = settings
        settings.log = Logger.jsonLines("calotype.library", level: logLevel)
        let library = try await Library.open(settings)
        say("working on \(settings.dataFolder) (\(workers) at a time)")
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [Workers(library: library, count: workers)], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger.jsonLines("calotype", level: logLevel)))
        do {
            try await group.run()
        } catch {
            try? await library.shutdown()
            throw error
        }
        try await library.shutdown()
    }

    /// Whoever started us reads this through a pipe, so it has to leave at once. If nobody does, we go on anyway.
    static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}

/// The jobs that this process does while the server runs. At its end, what is in hand is handed back.
struct Workers: Service {
    let library: Library
    /// How many jobs at a time.
    let count: Int

    func run() async {
        await cancelWhenGracefulShutdown {
            async let waiting: Void = library.jobs.workers(min(count, 1), for: library.waitingJobHandlers).run()
            await library.jobs.workers(count, for: library.jobHandlers).run()
            await waiting
        }
    }
}
