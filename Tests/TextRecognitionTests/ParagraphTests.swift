import Pixels
import Testing
import TextRecognition

@Suite("Lines become the paragraphs that they were set from")
struct ParagraphTests {
    /// Lines of a column 400 pixels wide, 30 apart, in a type whose letters are 10 wide.
    private func layout(_ lines: [(text: String, indent: Int, gapBefore: Int)], block: Int = 0) -> [PageLayout.Line] {
        var y = 0
        return lines.map { line in
            y += 30 + line.gapBefore
            var x = line.indent
            let words = line.text.split(separator: " ").map { word in
                defer { x += 10 * (word.count + 1) }
                return Reading.Word(
                    text: String(word), confidence: 90, box: PixelBox(x: x, y: y, width: 10 * word.count, height: 20))
            }
            return PageLayout.Line(words: words, block: block)
        }
    }

    private func paragraphs(_ lines: [String]) -> String {
        PageLayout(lines: layout(lines.map { ($0, 0, 0) })).text(as: .paragraph)
    }

    @Test("raw text keeps the lines, and an empty one between blocks")
    func raw() {
        let layout = PageLayout(
            lines: layout([("one two", 0, 0), ("three", 0, 0)]) + layout([("four", 0, 0)], block: 1))
        #expect(layout.text(as: .raw) == "one two\nthree\n\nfour")
    }

    @Test("full lines go on, and a word broken at a line's end is whole again")
    func joins() {
        #expect(
            paragraphs([
                "The library on the corner of the street", "opened its doors and never closed the win-", "dows.",
            ])
                == "The library on the corner of the street opened its doors and never closed the windows.")
    }

    @Test(
        "a hyphen that belongs to the word stays",
        arguments: [
            ("the long road that leads to Baden-", "Württemberg", "Baden-Württemberg"),
            ("the new standard sheet of size DIN-", "4 and others", "DIN-4 and"),
            ("all of the many advantages, Vor-", "und Nachteile", "Vor- und Nachteile"),
            ("a well-known fact is that every well-", "known fact", "every well-known fact"),
            ("ON THE LONG ROAD TO THE GREAT MOUN-", "TAIN VILLAGE", "MOUNTAIN VILLAGE"),
        ])
    func hyphens(first: String, second: String, expected: String) {
        #expect(paragraphs([first, second]).contains(expected))
    }

    @Test("a line that had room for the next word ends its paragraph")
    func shortLine() {
        #expect(
            paragraphs([
                "The library on the corner of the street", "never closed.", "Every morning he sweeps the steps there",
            ])
                == "The library on the corner of the street never closed.\n\nEvery morning he sweeps the steps there")
    }

    @Test("amid a sentence a ragged edge ends nothing")
    func ragged() {
        #expect(
            paragraphs([
                "The library on the corner of the street", "has never closed its old doors so",
                "it is always open to us",
            ])
                == "The library on the corner of the street has never closed its old doors so it is always open to us")
    }

    @Test("a gap, an indented line and a list's mark begin a paragraph")
    func otherSigns() {
        let full = "The library on the corner of the street"
        let gap = PageLayout(lines: layout([(full, 0, 0), (full, 0, 0), (full, 0, 0), (full, 0, 25), (full, 0, 0)]))
        #expect(gap.text(as: .paragraph) == "\(full) \(full) \(full)\n\n\(full) \(full)")
        let indented = PageLayout(lines: layout([(full, 0, 0), (full, 0, 0), (full, 25, 0), (full, 0, 0)]))
        #expect(indented.text(as: .paragraph) == "\(full) \(full)\n\n\(full) \(full)")
        #expect(paragraphs([full, "• \(full)", "2. \(full)"]) == "\(full)\n\n• \(full)\n\n2. \(full)")
    }

    @Test("a sentence goes on from one column into the next, a finished one does not")
    func columns() {
        let unfinished = layout([("The library on the corner", 0, 0)])
        let finished = layout([("The library has closed.", 0, 0)])
        let next = layout([("of the street", 500, 0)], block: 1)
        #expect(PageLayout(lines: unfinished + next).text(as: .paragraph) == "The library on the corner of the street")
        #expect(PageLayout(lines: finished + next).text(as: .paragraph) == "The library has closed.\n\nof the street")
    }

    @Test("a page without text has none")
    func empty() {
        #expect(PageLayout(lines: []).text(as: .raw).isEmpty)
        #expect(PageLayout(lines: []).text(as: .paragraph).isEmpty)
    }
}
