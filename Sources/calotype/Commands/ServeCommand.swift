import ArgumentParser
import Blobs
import Library
import Server

/// `calotype serve`: the server.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the library over HTTP.",
        discussion: """
            Needs no configuration. Every flag may also come as an environment variable, named in brackets with its \
            default, or from a .env file in the working folder; flags win, then the environment. The line \
            "listening on http://HOST:PORT" goes to standard output, the log as JSON lines to standard error. SIGTERM \
            finishes the requests in flight and exits with 0.
            """
    )

    @OptionGroup var options: ServeOptions

    func run() async throws {
        var settings = try ServerSettings(try await SettingsReader(flags: options.flags))
        settings.library.readText(workers: settings.workers)
        do {
            try await CalotypeServer.serve(settings)
        } catch let error as ServerSettingsError {
            let names: [Setting] =
                switch error {
                case .address: [.host, .port]
                case .tls: [.tlsCertificate, .tlsKey]
                }
            throw CommandFailure.usage("\(names.map(\.rawValue).joined(separator: ", ")): \(error)")
        } catch let error as S3SetupError {
            throw CommandFailure(error)
        } catch let error as DataFolderError {
            throw CommandFailure.usage("\(Setting.dataDirectory.rawValue): \(error)")
        } catch AccountError.invalid(let field, let problem) {
            // Only the first admin's account is made at the start.
            let setting = field == .email ? Setting.adminEmail : .adminPassword
            throw CommandFailure.usage("\(setting.rawValue) \(problem)")
        }
    }
}
