import Foundation
import Glibc

/// A command that says one line when it is ready, and runs until it is stopped: at the latest when the test lets go of it.
final class RunningProcess {
    /// What it has said by the time that it was ready.
    let firstWords: String
    private let process = Process()

    /// Starts it and waits for its first line.
    ///
    /// - Throws: `StartFailure` where it ended instead.
    init(_ command: [String], in folder: TemporaryFolder, settings: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
        let output = Pipe()
        process.standardOutput = output
        // The log goes to a file: a pipe that nobody reads would stop the process when it is full.
        let log = folder.url.appending(path: "\(UUID().uuidString).log")
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
        firstWords = said
    }

    deinit {
        if process.isRunning { kill() }
    }

    struct StartFailure: Error {
        let exitCode: Int32
        let log: String
    }

    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

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
