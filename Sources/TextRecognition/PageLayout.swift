public import Pixels

/// The lines of a page in reading order, on the page as it was straightened for reading: upright, without skew, in
/// pixels of its own.
public struct PageLayout: Equatable, Sendable {
    public let lines: [Line]

    public init(lines: [Line]) { self.lines = lines }

    /// Words that stand side by side in one column.
    public struct Line: Equatable, Sendable {
        /// At least one.
        public let words: [Reading.Word]
        /// Counts Tesseract's blocks: a column, or a piece of one.
        public let block: Int
        public let box: PixelBox

        /// - Precondition: there is a word.
        public init(words: [Reading.Word], block: Int) {
            precondition(!words.isEmpty, "a line has words")
            self.words = words
            self.block = block
            box = words.dropFirst().reduce(words[0].box) { $0.union($1.box) }
        }

        public var text: String { words.map(\.text).joined(separator: " ") }
    }

    /// The mean of the words' confidences, weighed by their lengths; 0 without words.
    var confidence: Double {
        var sum = 0.0
        var letters = 0
        for word in lines.flatMap(\.words) {
            sum += word.confidence * Double(word.text.count)
            letters += word.text.count
        }
        return letters == 0 ? 0 : sum / Double(letters)
    }

    /// The lines as text.
    public func text(as format: ReadingOptions.Format) -> String {
        switch format {
        case .raw: rawText
        case .paragraph: paragraphs.joined(separator: "\n\n")
        }
    }

    private var rawText: String {
        var text = ""
        for (index, line) in lines.enumerated() {
            if index > 0 { text += lines[index - 1].block == line.block ? "\n" : "\n\n" }
            text += line.text
        }
        return text
    }
}
