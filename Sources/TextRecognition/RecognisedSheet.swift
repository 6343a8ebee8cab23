import Pixels

/// What comes back from a reader: the lines on the straightened sheet, and where that sheet lies on the page.
struct RecognisedSheet: Equatable {
    let layout: PageLayout
    let placement: SheetPlacement
    let languages: [String]
}

extension RecognisedSheet {
    func write(to wire: inout WireWriter) {
        wire.write(languages)
        placement.write(to: &wire)
        wire.write(UInt32(layout.lines.count))
        for line in layout.lines {
            wire.write(UInt32(line.block))
            wire.write(UInt32(line.words.count))
            for word in line.words {
                wire.write(word.text)
                wire.write(word.confidence)
                for side in [word.box.x, word.box.y, word.box.width, word.box.height] { wire.write(Int32(side)) }
            }
        }
    }

    init(_ wire: inout WireReader) throws(WireError) {
        languages = try wire.texts()
        placement = try SheetPlacement(&wire)
        var lines: [PageLayout.Line] = []
        for _ in 0..<(try wire.count(bytesEach: 8)) {
            let block = Int(try wire.number(UInt32.self))
            var words: [Reading.Word] = []
            for _ in 0..<(try wire.count(bytesEach: 28)) {
                let text = try wire.text()
                let confidence = min(100, max(0, try wire.double()))
                var sides: [Int] = []
                for _ in 0..<4 { sides.append(Int(try wire.number(Int32.self))) }
                guard sides[2] >= 0, sides[3] >= 0 else { throw .malformed }
                let box = PixelBox(x: sides[0], y: sides[1], width: sides[2], height: sides[3])
                words.append(Reading.Word(text: text, confidence: confidence, box: box))
            }
            guard !words.isEmpty else { throw .malformed }
            lines.append(PageLayout.Line(words: words, block: block))
        }
        layout = PageLayout(lines: lines)
    }
}
