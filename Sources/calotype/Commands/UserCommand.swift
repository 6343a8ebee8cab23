public import ArgumentParser
import Foundation
import Identity
import Library

/// `calotype user`: accounts, for whoever may read the data folder.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Create, list and disable accounts, and make their API tokens.",
        discussion: "Works beside a running server, which follows at once.",
        subcommands: [Create.self, List.self, Disable.self, UserTokenCommand.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an account.",
            discussion: """
                The password is read from the first line of standard input where --password is left out.

                Example: calotype user create --email root@example.com --role admin < password.txt
                """
        )

        @Option(help: "The e-mail, unique without regard to case.")
        var email: String

        @Option(help: "The username; derived from the e-mail where left out.")
        var username: String?

        @Option(help: "admin, user or demo.")
        var role = Role.user

        @Option(help: "8 characters at least. Others on this machine can read a command line, but not standard input.")
        var password: String?

        @OptionGroup var folder: DataFolderOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            guard let password = password ?? readLine(strippingNewline: true) else {
                throw CommandFailure.usage("no password: give --password, or a line on standard input")
            }
            var registration = Accounts.Registration(email: email, password: password)
            registration.username = username
            registration.role = role
            try await folder.withLibrary { library in
                let account = try await explaining {
                    try await library.accounts.register(registration, on: .imagineAI)
                }
                AccountRows(output.form).write(account)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all accounts, newest first.")
        private static let pageSize = 500

        @OptionGroup var folder: DataFolderOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await folder.withExistingLibrary { library in
                let rows = AccountRows(output.form)
                var (page, total) = try await library.accounts.list(offset: 0, limit: Self.pageSize)
                var written = 0
                while !page.isEmpty {
                    page.forEach(rows.write)
                    written += page.count
                    guard written < total else { break }
                    (page, total) = try await library.accounts.list(offset: written, limit: Self.pageSize)
                }
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Disable an account: its sessions end at once and it can't log in.")

        @Option(help: "The account's e-mail.")
        var email: String

        @OptionGroup var folder: DataFolderOptions

        func run() async throws {
            try await folder.withExistingLibrary { library in
                try await explaining {
                    let account = try await library.accounts.account(email: email)
                    try await library.accounts.setActive(false, .number(account.number))
                }
            }
        }
    }

    /// Turns what the rules refuse into a sentence and an exit code.
    static func explaining<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as AccountError {
            throw error.asCommandFailure
        }
    }
}

extension Role: ExpressibleByArgument {}

/// Accounts as rows.
private struct AccountRows {
    private let rows: RowWriter

    init(_ form: RowWriter.Form) {
        rows = RowWriter(columns: ["email", "username", "role", "active", "id", "created_at"], form: form)
    }

    func write(_ account: Account) {
        rows.write([
            .text(account.email), .text(account.username), .text(account.role.rawValue), .flag(account.isActive),
            .integer(Int(account.number)), .text(account.createdAt.formatted(.iso8601)),
        ])
    }
}

extension AccountError {
    /// What the rules refuse, for whoever sits at the terminal: wrong arguments are usage, the rest is a failure.
    fileprivate var asCommandFailure: CommandFailure {
        switch self {
        case .invalid(let field, let problem): .usage("--\(field.rawValue) \(problem)")
        case .emailTaken: .failed("an account with this e-mail exists")
        case .usernameTaken: .failed("an account with this username exists")
        case .lastAdmin: .failed("this is the last admin, who stays")
        case .noSuchAccount: .failed("no such account")
        default: .failed("\(self)")
        }
    }
}
