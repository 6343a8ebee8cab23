import ArgumentParser
import Blobs
import Library

/// Which data folder a command works on: the flag, else the setting.
struct DataFolderOptions: ParsableArguments {
    @Option(help: "The folder for database, secret and blobs. [CALOTYPE_DATA_DIR, ./calotype-data]")
    var dataDir: String?

    /// Opens the library there, making it where there is none, runs `work` and closes it again, whatever happens.
    func withLibrary(_ work: (Library) async throws -> Void) async throws {
        try await run(work, try await settings())
    }

    /// The same, but a folder without a library is wrong usage: nothing is made in a mistyped place.
    func withExistingLibrary(_ work: (Library) async throws -> Void) async throws {
        let settings = try await settings()
        guard settings.holdsLibrary else { throw CommandFailure.usage("\(settings.dataFolder) holds no library") }
        try await run(work, settings)
    }

    private func settings() async throws -> LibrarySettings {
        let reader = try await SettingsReader(flags: dataDir.map { [.dataDirectory: $0] } ?? [:])
        var settings = LibrarySettings(dataFolder: reader.dataDirectory)
        settings.s3 = try S3Settings(reader)
        return settings
    }

    private func run(_ work: (Library) async throws -> Void, _ settings: LibrarySettings) async throws {
        let library: Library
        do {
            library = try await Library.open(settings)
        } catch let error as S3SetupError {
            throw CommandFailure(error)
        } catch {
            throw CommandFailure.failed("\(settings.dataFolder): \(error)")
        }
        do {
            try await work(library)
        } catch {
            try? await library.shutdown()
            throw error
        }
        try await library.shutdown()
    }
}
