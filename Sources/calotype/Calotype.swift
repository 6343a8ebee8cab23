import ArgumentParser
import Glibc

/// The command line: one binary, one verb a file under `Commands/`.
@main
struct Calotype: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calotype",
        abstract: "An image backend: photos go in; previews, hashes, look-alikes and text come out.",
        discussion: """
            Commands print CSV (or JSON lines with --json) on standard output and name what failed on standard error.
            They exit with 0 when all is done, 1 when some items failed and 2 when they were called wrongly.

            Shell completion: calotype --generate-completion-script bash (or zsh, or fish).
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, WorkCommand.self, UserCommand.self, HashCommand.self, ThumbnailCommand.self,
            VerifyCommand.self,
            SimilarCommand.self, DuplicatesCommand.self, OpenAPICommand.self, OCRCommand.self, ReadPagesCommand.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            // What was printed waits in a buffer, and a full disk shows only when it leaves.
            guard fflush(nil) == 0 else {
                throw CommandFailure.failed("standard output: \(String(cString: strerror(errno)))")
            }
        } catch let failure as CommandFailure {
            Terminal.complain(failure.message)
            Glibc.exit(failure.exitCode)
        } catch {
            let message = fullMessage(for: error)
            let code = exitCode(for: error)
            guard code != .success else {
                print(message)
                Glibc.exit(0)
            }
            if !message.isEmpty { Terminal.complain(message) }
            // ArgumentParser says 64 for wrong usage; scripts are promised 2.
            Glibc.exit(code == .validationFailure ? CommandFailure.wrongUsage : code.rawValue)
        }
    }
}
