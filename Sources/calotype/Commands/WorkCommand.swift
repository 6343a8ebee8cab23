import ArgumentParser
import Blobs
import Foundation
import Library
import Server

/// `calotype work`: job workers alone.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Do the library's jobs, beside a server or without one.",
        discussion: """
            Workers take jobs from the data folder's queue as the server's own do: several processes share one queue, and \
            what one of them held when it died is taken up by another. The line "working on FOLDER" goes to standard \
            output, the log as JSON lines to standard error. SIGTERM hands back what is not finished and exits with 0.

            Example: CALOTYPE_WORKERS=0 calotype serve & calotype work --workers 4
            """
    )

    @OptionGroup var options: WorkOptions

    func run() async throws {
        let reader = try await SettingsReader(flags: options.flags)
        let workers = try reader.integer(
            .workers, in: 1...1024, default: ProcessInfo.processInfo.activeProcessorCount)
        var settings = try LibrarySettings(reader)
        settings.readText(workers: workers)
        // Nothing is made in a mistyped place.
        guard settings.holdsLibrary else { throw CommandFailure.usage("\(settings.dataFolder) holds no library") }
        do {
            try await CalotypeServer.work(settings, workers: workers)
        } catch let error as S3SetupError {
            throw CommandFailure(error)
        } catch let error as DataFolderError {
            throw CommandFailure.usage("\(Setting.dataDirectory.rawValue): \(error)")
        }
    }
}

extension LibrarySettings {
    /// Whether its folder is a data folder already.
    var holdsLibrary: Bool { FileManager.default.fileExists(atPath: dataFolder + "/calotype.sqlite") }
}
