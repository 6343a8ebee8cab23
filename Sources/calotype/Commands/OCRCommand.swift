public import ArgumentParser
import Dispatch
import Foundation
import ImageKit
import Pixels
public import TextRecognition

/// `calotype ocr`: the text of picture files.
struct OCRCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ocr",
        abstract: "Read the text of picture files.",
        discussion: """
            Pages are read upright by EXIF, on their side or upside down too, as many at once as there are cores, and \
            printed in the order given, a form feed between them. With --json each file is a line: path, text, \
            confidence (0 to 100), languages, rotation (degrees that the content stands turned clockwise) and words, \
            each with its confidence and its box [x, y, width, height] in pixels of the upright picture.

            Example: calotype ocr scans/*.png --language de --format paragraph > scans.txt
            """
    )

    @Argument(help: "Picture files: JPEG, PNG, WebP, GIF, BMP, HEIC or AVIF.")
    var files: [String]

    @Option(help: "ISO 639-1 or 639-2 code, several joined with + (deu+eng). Found out where none is given.")
    var language: String?

    @Option(help: "fast or high_accuracy.")
    var mode = ReadingOptions.Mode.highAccuracy

    @Option(help: "raw keeps the lines as printed; paragraph rejoins them, and words broken at their ends.")
    var format = ReadingOptions.Format.raw

    @Flag(name: .long, help: "Print JSON lines with confidences and boxes instead of text.")
    var json = false

    func run() async throws {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        // The link leads to this program even where its file has been replaced since.
        let pool = ReaderPool(
            ReaderPool.Settings(executable: "/proc/self/exe", arguments: ["read-pages"], readers: cores, niceness: 0))
        let options = ReadingOptions(languages: try await languages(pool), mode: mode, format: format)

        var failures = 0
        var ahead: [Task<Result<Reading, PageFailure>, Never>] = []
        var started = 0
        for (number, path) in files.enumerated() {
            // Some pages are decoded ahead of the readers, never a whole folder of them.
            while started < min(files.count, number + cores + 1) {
                let next = files[started]
                ahead.append(Task { await Self.read(next, pool, options) })
                started += 1
            }
            switch await ahead.removeFirst().value {
            case .success(let reading): print(reading, of: path, isFirst: number == 0)
            case .failure(let failure):
                failures += 1
                Terminal.complain("\(path): \(failure.explanation)")
            }
        }
        await pool.close()
        if failures > 0 { throw ExitCode(CommandFailure.someFailed) }
    }

    /// The hints, each of which is installed.
    private func languages(_ pool: ReaderPool) async throws -> [String] {
        let hints = (language ?? "").split(separator: "+").map(String.init)
        guard !hints.isEmpty else { return [] }
        do throws(ReadingError) {
            return try await pool.installedLanguages().names(for: hints)
        } catch {
            guard case .languageNotInstalled = error else { throw CommandFailure.failed(error.explanation) }
            throw CommandFailure.usage("--language: \(error.explanation)")
        }
    }

    private struct PageFailure: Error {
        let explanation: String
    }

    private static func read(
        _ path: String, _ pool: ReaderPool, _ options: ReadingOptions
    ) async -> Result<Reading, PageFailure> {
        // Decoding blocks for as long as it takes, so it is done on a thread of Dispatch's.
        let page = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(DecodeError) in try ImageFile(contentsOf: path).uprightLuma() })
            }
        }
        switch page {
        case .failure(let error): return .failure(PageFailure(explanation: error.explanation))
        case .success(let page):
            do throws(ReadingError) {
                return .success(try await pool.read(page, options: options))
            } catch {
                return .failure(PageFailure(explanation: error.explanation))
            }
        }
    }

    private func print(_ reading: Reading, of path: String, isFirst: Bool) {
        if json {
            Swift.print(JSONPage(path: path, reading).line)
        } else {
            Swift.print(isFirst ? reading.text : "\u{0C}\(reading.text)")
        }
    }
}

extension ReadingOptions.Mode: ExpressibleByArgument {}
extension ReadingOptions.Format: ExpressibleByArgument {}

/// A page as `--json` prints it.
private struct JSONPage: Encodable {
    let path: String
    let text: String
    let confidence: Double
    let languages: [String]
    let rotation: Int
    let words: [Word]

    struct Word: Encodable {
        let text: String
        let confidence: Double
        let box: [Int]
    }

    init(path: String, _ reading: Reading) {
        self.path = path
        text = reading.text
        confidence = Self.rounded(reading.confidence)
        languages = reading.languages
        rotation = reading.rotation
        words = reading.words.map { word in
            Word(
                text: word.text, confidence: Self.rounded(word.confidence),
                box: [word.box.x, word.box.y, word.box.width, word.box.height])
        }
    }

    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers are finite and texts are texts, so there is nothing that would not encode.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
