import Glibc
import Processes

/// A reader as the pool sees it: a process, and the socket to it, which is its standard input and output. Killed and
/// collected when this goes.
final class ChildProcess: Sendable {
    let channel: Channel
    private let process: SpawnedProcess

    /// - Throws: `.readerUnavailable` where the system would not.
    init(executable: String, arguments: [String], environment: [String: String]) throws(ReadingError) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .readerUnavailable(reason: "socketpair: errno \(errno)")
        }
        defer { close(ends[1]) }
        // Deadlines are kept by polling, so no call on our end may block.
        _ = fcntl(ends[0], F_SETFL, fcntl(ends[0], F_GETFL) | O_NONBLOCK)
        do throws(SpawnedProcess.SpawnError) {
            process = try SpawnedProcess(
                executable, arguments, environment: environment, input: ends[1], output: ends[1])
        } catch {
            close(ends[0])
            throw .readerUnavailable(reason: "\(executable): errno \(error.errno)")
        }
        channel = Channel(input: ends[0], output: ends[0])
    }

    deinit {
        process.end()
        close(channel.input)
    }

    /// As `SpawnedProcess` has them.
    @discardableResult
    func end() -> Int32? { process.end() }
    func collect() -> Int32? { process.collect() }
    func killSoon() { process.killSoon() }
    var number: Int32? { process.number }
    var residentBytes: Int { process.residentBytes }
}
