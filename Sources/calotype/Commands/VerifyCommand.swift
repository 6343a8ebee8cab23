import ArgumentParser
import Library

/// `calotype verify`: every row and every file against its checksum.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every row and every file of the data folder against its checksum.",
        discussion: """
            Changes nothing, and may run beside a server. Each fault is named on standard error; the exit code is 0 \
            where there is none and 1 otherwise. Files that no row names, such as an upload's that was cut off, are \
            counted as leftovers: they harm nobody.
            """
    )

    @OptionGroup var folder: DataFolderOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await folder.withExistingLibrary { library in
            let report = try await library.verify()
            for problem in report.problems { Terminal.complain("\(problem)") }
            let rows = RowWriter(columns: ["blobs", "bytes", "faults", "leftovers"], form: output.form)
            rows.write([
                .integer(report.blobCount), .integer(report.blobBytes), .integer(report.problems.count),
                .integer(report.leftovers.count),
            ])
            if !report.isSound { throw ExitCode(CommandFailure.someFailed) }
        }
    }
}
