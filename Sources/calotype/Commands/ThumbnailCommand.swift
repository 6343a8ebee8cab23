import ArgumentParser
import Foundation
import ImageKit
import Pixels

/// `calotype thumbnail`: one picture made small.
struct ThumbnailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thumbnail",
        abstract: "Make a small picture of a large one.",
        discussion: """
            The result is upright, in sRGB, and never larger than the original. Its format goes by OUT's ending: jpg, \
            jpeg, png, webp or avif. OUT is written whole or not at all.

            Example: calotype thumbnail IMG_2041.jpg preview.webp --size 300
            """
    )

    @Argument(help: "The picture: JPEG, PNG, WebP, GIF, BMP, HEIC or AVIF.")
    var input: String

    @Argument(help: "Where the small one goes: a path that ends in .jpg, .jpeg, .png, .webp or .avif.")
    var output: String

    @Option(help: "The longer side in pixels, 1 to 65500.")
    var size: Int

    @Option(help: "Quality from 1 to 100: 85 if not given, 65 for AVIF, whose scale is another. Not for PNG.")
    var quality: Int?

    func validate() throws {
        guard (1...65_500).contains(size) else { throw ValidationError("--size must be from 1 to 65500.") }
        guard (1...100).contains(quality ?? 1) else { throw ValidationError("--quality must be from 1 to 100.") }
        guard Ending(path: output) != nil else {
            throw ValidationError("\(output): the ending must be .jpg, .jpeg, .png, .webp or .avif.")
        }
    }

    func run() throws {
        guard let ending = Ending(path: output) else { return }
        do {
            let file = try ImageFile(contentsOf: input)
            let box = PixelSize(width: size, height: size)
            let bytes =
                switch ending {
                case .jpeg: try file.jpegPreview(fitting: box, by: JPEGEncoder(quality: quality ?? 85)).bytes
                case .png: try PNGEncoder().encode(file.preview(fitting: box))
                case .webp: try file.webpPreview(fitting: box, by: WebPEncoder(quality: quality ?? 85)).bytes
                case .avif: try file.avifPreview(fitting: box, by: AVIFEncoder(quality: quality ?? 65)).bytes
                }
            try Data(bytes).write(to: URL(filePath: output), options: .atomic)
        } catch let error as DecodeError {
            throw CommandFailure.failed("\(input): \(error.explanation)")
        } catch let error as EncodeError {
            throw CommandFailure.failed("\(output): \(error)")
        } catch {
            throw CommandFailure.failed("\(output): \(error.localizedDescription)")
        }
    }

    private enum Ending {
        case jpeg
        case png
        case webp
        case avif

        init?(path: String) {
            switch URL(filePath: path).pathExtension.lowercased() {
            case "jpg", "jpeg": self = .jpeg
            case "png": self = .png
            case "webp": self = .webp
            case "avif": self = .avif
            default: return nil
            }
        }
    }
}
