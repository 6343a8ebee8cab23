import Foundation

/// The `calotype` command as a script meets it: a process with arguments, output and an exit code.
enum Calotype {
    struct Outcome {
        let exitCode: Int32
        let output: String
        let complaints: String

        /// What was printed, line by line.
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Runs the command that stands beside the test bundle, with `input` on its standard input.
    ///
    /// - Parameter elsewhere: where its output goes instead; then there is none to look at.
    static func run(_ arguments: String..., input: String = "", output elsewhere: URL? = nil) throws -> Outcome {
        try run(arguments, input: input, output: elsewhere)
    }

    static func run(_ arguments: [String], input: String = "", output elsewhere: URL? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "calotype")
        process.arguments = arguments
        // Files rather than pipes: neither side can fill up and stop the command.
        let folder = try Scratch()
        let (output, complaints, typed) = (folder.url("output"), folder.url("complaints"), folder.url("input"))
        for file in [output, complaints] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        try Data(input.utf8).write(to: typed)
        process.standardInput = try FileHandle(forReadingFrom: typed)
        process.standardOutput = try FileHandle(forWritingTo: elsewhere ?? output)
        process.standardError = try FileHandle(forWritingTo: complaints)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            complaints: try String(contentsOf: complaints, encoding: .utf8))
    }
}

/// A folder that is gone with its owner.
final class Scratch {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "calotype-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func url(_ name: String) -> URL { folder.appending(path: name) }
    func path(_ name: String) -> String { url(name).path }
}

/// The pictures of the README's walk and what other tools say of them.
enum Walk {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures/walk")

    static func path(_ name: String) -> String { folder.appending(path: name).path }
}
