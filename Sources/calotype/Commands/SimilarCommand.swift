import ArgumentParser
import Hashing

/// `calotype similar`: which hashes of a list are near to given ones.
struct SimilarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar",
        abstract: "Find the hashes of a list that are near to given ones.",
        discussion: """
            Prints query,id,hash,distance: for each query, in the order given, the nearest first, then by id (as a number \
            where all ids are). The search is exact. With --radius all within it, with --limit the nearest so many; with \
            neither, all within 5 bits.

            Example: calotype hash photos/*.jpg > hashes.csv; calotype similar --corpus hashes.csv --query 9f172786e71f1e00
            """
    )

    @Option(help: "A CSV of id,hash, or what `calotype hash` printed; - reads standard input.")
    var corpus: String

    @Option(name: .long, parsing: .upToNextOption, help: "One or more hashes, 16 hex digits each.")
    var query: [String]

    @Option(help: "How many bits may differ, 0 to 64.")
    var radius: Int?

    @Option(help: "How many to print for each query, at most.")
    var limit: Int?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !query.isEmpty else { throw ValidationError("--query needs at least one hash.") }
        for text in query where PerceptualHash(hex: text) == nil {
            throw ValidationError("'\(text)' is no hash: 16 hex digits are.")
        }
        if let radius, !(0...64).contains(radius) { throw ValidationError("--radius is 0 to 64.") }
        if let limit, limit < 1 { throw ValidationError("--limit is at least 1.") }
    }

    func run() throws {
        let corpus = try HashCorpus(path: corpus)
        let index = corpus.index
        let rows = RowWriter(columns: ["query", "id", "hash", "distance"], form: output.form)
        let radius = radius ?? (limit == nil ? 5 : 64)
        let queries = query.compactMap { PerceptualHash(hex: $0) }
        for (query, matches) in zip(queries, index.matches(of: queries, within: radius, limit: limit)) {
            for match in matches {
                rows.write([
                    .text(query.hex), .text(corpus.entries[Int(match.id)].id), .text(match.hash.hex),
                    .integer(match.distance),
                ])
            }
        }
        if corpus.badRows > 0 { throw ExitCode(CommandFailure.someFailed) }
    }
}
