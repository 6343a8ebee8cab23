import ArgumentParser
import Library

/// `calotype user token`: API tokens, which uploads are throttled and audited by.
struct UserTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make an API token, or disable one.",
        discussion: """
            A token is 64 hexadecimal digits that a client sends along with its uploads, to have them counted and audited \
            by. It lets nobody in. It is shown once; only its hash is kept.

            Example: calotype user token --email ann@example.com
            """
    )

    @Option(help: "The e-mail of the account that the new token is for.")
    var email: String?

    @Option(help: "The token to disable, for good.")
    var disable: String?

    @OptionGroup var folder: DataFolderOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (email == nil) != (disable == nil) else { throw ValidationError("Give --email or --disable.") }
    }

    func run() async throws {
        try await folder.withExistingLibrary { library in
            if let email {
                let token = try await UserCommand.explaining { try await library.apiTokens.make(email: email) }
                RowWriter(columns: ["token", "email"], form: output.form).write([.text(token), .text(email)])
            }
            if let disable {
                do {
                    try await library.apiTokens.disable(disable)
                } catch UploadError.badToken {
                    throw CommandFailure.failed("no such token, or one that is disabled already")
                }
            }
        }
    }
}
