import ArgumentParser
import Foundation
import Hashing
import ImageKit
import Pixels

/// `calotype duplicates`: pictures in a folder, or hashes in a list, that look alike.
struct DuplicatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "Group the pictures below a folder, or the hashes of a list, that look alike.",
        discussion: """
            Prints group,path,width,height,phash for every picture that has a look-alike. Two are in one group where a \
            chain of pictures leads from one to the other, each at most --radius bits of phash from the next. Groups are \
            numbered from 1, in the order of their first path. What is no picture is passed over, unless its name says that \
            it is one; hidden files and folders are passed over too. With --corpus, of hashes that are known already, it \
            prints group,id,hash; groups and ids stand as `calotype similar` orders them.

            Example: calotype duplicates ~/Pictures --radius 4
            Example: calotype hash photos/*.jpg > hashes.csv; calotype duplicates --corpus hashes.csv
            """
    )

    @Argument(help: "A folder; all below it is looked at.")
    var folder: String?

    @Option(help: "Instead of a folder: a CSV of id,hash, or what `calotype hash` printed; - reads standard input.")
    var corpus: String?

    @Option(help: "How many bits of phash may differ, 0 to 64.")
    var radius = 5

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...64).contains(radius) else { throw ValidationError("--radius is 0 to 64.") }
        guard (folder == nil) != (corpus == nil) else { throw ValidationError("Name a folder, or a --corpus.") }
        guard let folder else { return }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw ValidationError("'\(folder)' is no folder.")
        }
    }

    func run() throws {
        if let corpus { try groupHashes(of: HashCorpus(path: corpus)) }
        if let folder { try groupPictures(below: folder) }
    }

    private func groupHashes(of corpus: HashCorpus) throws {
        let rows = RowWriter(columns: ["group", "id", "hash"], form: output.form)
        for (number, group) in corpus.index.groups(within: radius).enumerated() {
            for entry in group.map({ corpus.entries[Int($0)] }) {
                rows.write([.integer(number + 1), .text(entry.id), .text(entry.hash.hex)])
            }
        }
        if corpus.badRows > 0 { throw ExitCode(CommandFailure.someFailed) }
    }

    private func groupPictures(below folder: String) throws {
        var pictures: [Picture] = []
        var failures = 0
        let paths = try PictureFolder(folder).paths()
        // A batch at a time, so that the order of complaints is that of paths and memory is bounded.
        for batch in stride(from: 0, to: paths.count, by: 64) {
            let paths = Array(paths[batch..<min(batch + 64, paths.count)])
            for (path, outcome) in zip(paths, concurrentMap(paths, Picture.read)) {
                switch outcome {
                case .success(let picture): pictures.append(picture)
                case .failure(let error):
                    failures += 1
                    Terminal.complain("\(path): \(error.explanation)")
                }
            }
        }
        let index = SimilarityIndex(pictures.enumerated().lazy.map { (id: Int64($0.offset), hash: $0.element.hash) })
        let rows = RowWriter(columns: ["group", "path", "width", "height", "phash"], form: output.form)
        for (number, group) in index.groups(within: radius).enumerated() {
            for picture in group.map({ pictures[Int($0)] }) {
                rows.write([
                    .integer(number + 1), .text(picture.path), .integer(picture.size.width),
                    .integer(picture.size.height), .text(picture.hash.hex),
                ])
            }
        }
        if failures > 0 { throw ExitCode(CommandFailure.someFailed) }
    }

    private struct Picture: Sendable {
        let path: String
        let size: PixelSize
        let hash: PerceptualHash

        @Sendable static func read(_ path: String) -> Result<Picture, DecodeError> {
            do throws(DecodeError) {
                let luma = try ImageFile(contentsOf: path).storedLuma()
                return .success(Picture(path: path, size: luma.size, hash: .phash(of: luma)))
            } catch {
                return .failure(error)
            }
        }
    }
}
