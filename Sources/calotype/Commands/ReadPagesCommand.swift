import ArgumentParser
import TextRecognition

/// `calotype read-pages`: what the processes are that a `ReaderPool` starts. Nobody calls it by hand.
struct ReadPagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read-pages",
        abstract: "Read pages for another calotype, on a socket that is standard input and output.",
        shouldDisplay: false
    )

    func run() throws {
        ReaderProcess.serve(input: 0, output: 1)
    }
}
