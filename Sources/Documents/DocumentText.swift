/// What was read from a document.
public struct DocumentText: Hashable, Sendable {
    /// Lines ended by `\n`, without other control characters but tabs.
    public let text: String
    /// False where the document goes on behind what was read.
    public let isWhole: Bool

    init(_ text: String, isWhole: Bool) {
        self.text = Self.cleaned(text)
        self.isWhole = isWhole
    }

    init(_ output: ToolRun.Output) {
        // Tools are asked for UTF-8; what is cut off within a letter, or was never one, is replaced.
        self.init(String(decoding: output.bytes, as: UTF8.self), isWhole: output.isWhole)
    }

    /// The lines of a set page rejoined: one as long as prose is set goes on in the next, if there is one. A word that was
    /// broken between them is made whole.
    var unwrapped: DocumentText {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var joined = String(lines.first ?? "")
        for (line, next) in zip(lines, lines.dropFirst()) {
            guard line.unicodeScalars.count >= Self.shortestFullLine, next.contains(where: { !$0.isWhitespace }) else {
                joined += "\n" + next
                continue
            }
            if line.last == "-", next.first?.isLowercase == true {
                joined.removeLast()
                joined += next
            } else {
                joined += " " + next
            }
        }
        return DocumentText(joined, isWhole: isWhole)
    }

    /// In Unicode scalars. What is shorter is a heading, a cell, or the end of a paragraph.
    private static let shortestFullLine = 40

    private static func cleaned(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var lastWasReturn = false
        for scalar in text.unicodeScalars {
            defer { lastWasReturn = scalar == "\r" }
            switch scalar {
            case "\n": if !lastWasReturn { scalars.append("\n") }
            case "\r", "\u{0C}", "\u{2028}", "\u{2029}": scalars.append("\n")
            case "\t": scalars.append("\t")
            case "\u{FEFF}": continue
            case _ where scalar.properties.generalCategory == .control: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
