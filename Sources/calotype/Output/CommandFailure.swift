/// Ends a command with a message on standard error and an exit code that scripts can rely on.
struct CommandFailure: Error {
    /// Some items failed; the others are done.
    static let someFailed: Int32 = 1
    /// Wrong usage: a flag, an argument or a setting.
    static let wrongUsage: Int32 = 2

    let message: String
    let exitCode: Int32

    static func usage(_ message: String) -> CommandFailure {
        CommandFailure(message: message, exitCode: wrongUsage)
    }

    static func failed(_ message: String) -> CommandFailure {
        CommandFailure(message: message, exitCode: someFailed)
    }
}
