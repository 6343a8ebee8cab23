import Foundation
import Glibc
import Synchronization

/// A real `calotype serve` in a process of its own, on a free port. Stopped when the test lets go of it.
final class RunningServer {
    let address: String
    private let process: RunningProcess

    /// Starts the server and waits until it listens.
    ///
    /// - Parameter wrapper: a command that runs the server, such as `strace …`; empty for none.
    /// - Throws: `RunningProcess.StartFailure` with what it said where it ended instead.
    init(dataFolder: TemporaryFolder, settings: [String: String] = [:], wrapper: [String] = []) throws {
        process = try RunningProcess(
            wrapper + [RunningProcess.binary.path, "serve", "--port", "0", "--data-dir", dataFolder.path("data")],
            in: dataFolder, settings: settings)
        guard let listening = process.firstWords.firstMatch(of: /listening on (http:\/\/[0-9.:]+)/) else {
            throw RunningProcess.StartFailure(exitCode: 0, log: process.firstWords)
        }
        address = String(listening.1)
    }

    /// SIGKILL: no farewell, no flush.
    func kill() { process.kill() }

    /// SIGTERM, as an init system sends it; gives the exit code.
    func terminate() -> Int32 { process.terminate() }

    static var binary: URL { RunningProcess.binary }
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
