import Foundation
import Testing

@Suite("calotype ocr")
struct OCRCommandTests {
    private func page(_ name: String) -> String {
        Walk.folder.deletingLastPathComponent().appending(path: "reading/\(name)").path
    }

    private var line: String { page("007-line-eng-150.png") }

    @Test("prints the text, and pages in the order given with a form feed between them")
    func text() throws {
        let read = try Calotype.run("ocr", line, page("006-turned-deu-150.png"), line, "--mode", "fast")
        #expect(read.exitCode == 0, "\(read.complaints)")
        let pages = read.output.split(separator: "\u{0C}")
        #expect(pages.count == 3)
        #expect(pages.first == pages.last)
        #expect(read.lines[0].split(separator: " ").count > 8)
    }

    @Test("rejoins paragraphs")
    func paragraphs() throws {
        let read = try Calotype.run("ocr", page("002-clean-fra-150.png"), "--language", "fr", "--format", "paragraph")
        #expect(read.exitCode == 0)
        #expect(read.lines.allSatisfy { !$0.hasSuffix("-") })
    }

    @Test("with --json gives a line a file, with the words' confidences and boxes")
    func json() throws {
        let read = try Calotype.run("ocr", line, "--language", "eng", "--json")
        #expect(read.lines.count == 1)
        let page = try #require(
            try JSONSerialization.jsonObject(with: Data(read.output.utf8)) as? [String: Any])
        #expect(page["path"] as? String == line)
        #expect(page["languages"] as? [String] == ["eng"])
        #expect(page["rotation"] as? Int == 0)
        #expect(try #require(page["confidence"] as? Double) > 80)
        let words = try #require(page["words"] as? [[String: Any]])
        #expect(words.compactMap { $0["text"] as? String }.joined(separator: " ") == page["text"] as? String)
        #expect(words.allSatisfy { ($0["box"] as? [Int])?.count == 4 && $0["confidence"] is Double })
    }

    @Test("a file that is no picture is named on standard error, the others are read, and the exit code is 1")
    func someFail() throws {
        let read = try Calotype.run("ocr", "/nonexistent.png", line, "--language", "en")
        #expect(read.exitCode == 1)
        #expect(read.complaints.contains("/nonexistent.png"))
        #expect(!read.lines.isEmpty)
    }

    @Test("a language that is not installed is wrong usage, and the message lists what is; so is an unknown mode")
    func wrongUsage() throws {
        let read = try Calotype.run("ocr", line, "--language", "tlh")
        #expect(read.exitCode == 2)
        #expect(read.complaints.contains("deu, eng, fra"))
        #expect(try Calotype.run("ocr", line, "--mode", "careful").exitCode == 2)
        #expect(try Calotype.run("ocr").exitCode == 2)
    }
}
