import Foundation
import Glibc
import Synchronization

/// A real `calotype serve` in a process of its own, on a free port. Stopped when the test lets go of it.
final class RunningServer {
    let address: String
    private let process: Process

    /// Starts the server and waits until it listens.
    ///
    /// - Parameter wrapper: a command that runs the server, such as `strace …`; empty for none.
    /// - Throws: `StartFailure` with what it said where it ended instead.
    init(dataFolder: TemporaryFolder, settings: [String: String] = [:], wrapper: [String] = []) throws {
        let command =
            wrapper + [Self.binary.path, "serve", "--port", "0", "--data-dir", dataFolder.path("data")]
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = dataFolder.url
        process.environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
        let output = Pipe()
        process.standardOutput = output
        // The log goes to a file: a pipe that nobody reads would stop the server when it is full.
        let log = dataFolder.url.appending(path: "server.log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()

        var said = ""
        while !said.contains("\n") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else {
                process.waitUntilExit()
                throw StartFailure(
                    exitCode: process.terminationStatus,
                    log: (try? String(contentsOf: log, encoding: .utf8)) ?? "")
            }
            said += String(decoding: more, as: UTF8.self)
        }
        guard let listening = said.firstMatch(of: /listening on (http:\/\/[0-9.:]+)/) else {
            process.terminate()
            throw StartFailure(exitCode: 0, log: said)
        }
        address = String(listening.1)
    }

    deinit {
        if process.isRunning { kill() }
    }

    struct StartFailure: Error {
        let exitCode: Int32
        let log: String
    }

    /// SIGKILL: no farewell, no flush.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// SIGTERM, as an init system sends it; gives the exit code.
    func terminate() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The command under test, built beside the test bundle.
    static var binary: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(
            path: "calotype")
    }
}

/// A folder that is gone with its owner.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "calotype-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Paths of all plain files below `name`, relative to it.
    func files(under name: String) throws -> [String] {
        let base = url.appending(path: name)
        return try FileManager.default.subpathsOfDirectory(atPath: base.path).filter {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: base.appending(path: $0).path, isDirectory: &isFolder)
            return !isFolder.boolValue
        }
    }
}

/// Runs a command to its end and gives what it printed.
func run(_ command: [String], in folder: URL? = nil, input: String? = nil) throws -> (
    exitCode: Int32, output: String, complaints: String
) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    if let folder { process.currentDirectoryURL = folder }
    let output = Pipe()
    let complaints = Pipe()
    process.standardOutput = output
    process.standardError = complaints
    let standardInput = Pipe()
    process.standardInput = standardInput
    try process.run()
    if let input { try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
    try standardInput.fileHandleForWriting.close()
    // Both pipes are drained side by side, so that neither can fill up and stop the command.
    let heard = Mutex(Data())
    let listening = Thread { heard.withLock { $0 = complaints.fileHandleForReading.readDataToEndOfFile() } }
    listening.start()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    while listening.isExecuting { usleep(1000) }
    return (
        process.terminationStatus, String(decoding: printed, as: UTF8.self),
        heard.withLock { String(decoding: $0, as: UTF8.self) }
    )
}
