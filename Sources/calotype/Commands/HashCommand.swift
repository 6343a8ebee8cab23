import ArgumentParser
import Dispatch
import Hashing
import ImageKit
import Pixels
import Synchronization

/// `calotype hash`: perceptual hashes of picture files.
struct HashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash",
        abstract: "Print the perceptual hashes of picture files.",
        discussion: """
            The hashes are of the pixels as they are stored: neither turned by EXIF nor colour-managed, so that they \
            equal what Python's imagehash (phash, dhash and average_hash) says of the same file. Files are worked on \
            side by side and printed in the order given.

            Example: calotype hash photos/*.jpg > hashes.csv
            """
    )

    @Argument(help: "Picture files: JPEG, PNG, WebP, GIF, BMP, HEIC or AVIF.")
    var files: [String]

    @OptionGroup var output: OutputOptions

    func run() throws {
        let rows = RowWriter(columns: ["path", "width", "height", "phash", "dhash", "ahash"], form: output.form)
        var failures = 0
        // A batch at a time, so that a million files need the memory of a few.
        for batch in stride(from: 0, to: files.count, by: Self.batchSize) {
            let paths = Array(files[batch..<min(batch + Self.batchSize, files.count)])
            for (path, outcome) in zip(paths, concurrentMap(paths) { path in Self.hashes(of: path) }) {
                switch outcome {
                case .success(let hashes):
                    rows.write([
                        .text(path), .integer(hashes.width), .integer(hashes.height), .text(hashes.phash.hex),
                        .text(hashes.dhash.hex), .text(hashes.ahash.hex),
                    ])
                case .failure(let error):
                    failures += 1
                    Terminal.complain("\(path): \(error.explanation)")
                }
            }
        }
        if failures > 0 { throw ExitCode(CommandFailure.someFailed) }
    }

    private static let batchSize = 64

    private struct Hashes: Sendable {
        let width: Int
        let height: Int
        let phash: PerceptualHash
        let dhash: PerceptualHash
        let ahash: PerceptualHash
    }

    private static func hashes(of path: String) -> Result<Hashes, DecodeError> {
        do throws(DecodeError) {
            let luma = try ImageFile(contentsOf: path).storedLuma()
            return .success(
                Hashes(
                    width: luma.size.width, height: luma.size.height, phash: .phash(of: luma),
                    dhash: .dhash(of: luma), ahash: .ahash(of: luma)))
        } catch {
            return .failure(error)
        }
    }
}
