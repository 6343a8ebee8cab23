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
