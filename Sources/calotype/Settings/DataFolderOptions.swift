import ArgumentParser
import Library

/// Which data folder a command works on: the flag, else the setting.
struct DataFolderOptions: ParsableArguments {
    @Option(help: "The folder for database, secret and blobs. [CALOTYPE_DATA_DIR, ./calotype-data]")
    var dataDir: String?

    /// Opens the library there, making it where there is none, runs `work` and closes it again, whatever happens.
    func withLibrary(_ work: (Library) async throws -> Void) async throws {
        try await run(work, at: path())
    }

    /// The same, but a folder without a library is wrong usage: nothing is made in a mistyped place.
    func withExistingLibrary(_ work: (Library) async throws -> Void) async throws {
        let path = try await path()
        guard LibrarySettings(dataFolder: path).holdsLibrary else {
            throw CommandFailure.usage("\(path) holds no library")
        }
        try await run(work, at: path)
    }

    private func path() async throws -> String {
        try await SettingsReader(flags: dataDir.map { [.dataDirectory: $0] } ?? [:]).dataDirectory
    }

    private func run(_ work: (Library) async throws -> Void, at path: String) async throws {
        let library: Library
        do {
            library = try await Library.open(LibrarySettings(dataFolder: path))
        } catch {
            throw CommandFailure.failed("\(path): \(error)")
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
