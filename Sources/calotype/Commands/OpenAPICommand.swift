public import ArgumentParser
import Foundation
import Identity
import Server

/// `calotype openapi`: the OpenAPI document.
struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the OpenAPI document.",
        discussion: "The same document is served at /openapi.json, and one surface's at /SURFACE/openapi.json."
    )

    @Option(help: "One surface only.")
    var surface: Surface?

    func run() async throws {
        guard let document = try await CalotypeServer.document(of: surface) else {
            throw CommandFailure.usage("--surface: this surface is not served")
        }
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(document + [UInt8(ascii: "\n")]))
        } catch {
            throw CommandFailure.failed("standard output: \(error.localizedDescription)")
        }
    }
}

extension Surface: ExpressibleByArgument {}
