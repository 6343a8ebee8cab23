/// Puts lines together into paragraphs and makes words whole that were broken at a line's end.
struct LineJoiner {
    private(set) var paragraphs: [String] = []
    /// The page's words in small letters, without punctuation around them.
    private let vocabulary: Set<String>

    init(vocabulary words: [String]) {
        vocabulary = Set(words.map(Self.bare))
    }

    mutating func begin(_ line: String) { paragraphs.append(line) }

    /// Continues the last paragraph.
    mutating func append(_ line: String) {
        guard var text = paragraphs.popLast() else { return begin(line) }
        switch join(text, line) {
        case .space: text += " "
        case .nothing: break
        case .withoutHyphen: text.removeLast()
        }
        paragraphs.append(text + line)
    }

    private enum Join {
        case space
        case nothing
        case withoutHyphen
    }

    /// Words that stand after a suspended hyphen: "Vor- und Nachteile", "two- or threefold", "mi- et fin-mars".
    private static let conjunctions: Set<String> = [
        "und", "oder", "bzw", "sowie", "bis", "and", "or", "to", "et", "ou", "y", "o", "e", "en", "of",
    ]

    private func join(_ line: String, _ next: String) -> Join {
        // A soft hyphen is there only because the line ends.
        if line.hasSuffix("\u{AD}") { return .withoutHyphen }
        guard let mark = line.last, mark == "-" || mark == "‐" || mark == "¬" else {
            return line.hasSuffix("—") || Self.isUnspaced(line.last) && Self.isUnspaced(next.first) ? .nothing : .space
        }
        let tail = line.split(separator: " ").last.map { String($0.dropLast()) } ?? ""
        let head = next.split(separator: " ").first.map(String.init) ?? ""
        // A dash between words, a minus sign.
        guard let before = tail.last, before.isLetter else { return tail.isEmpty ? .space : .nothing }
        guard let after = head.first(where: { $0.isLetter || $0.isNumber }) else { return .nothing }
        if Self.conjunctions.contains(Self.bare(head)) { return .space }
        // "Baden-Württemberg", "DIN-4", "U-Bahn": what goes on large or in figures has a hyphen of its own. All in
        // capitals it is a word like any other.
        if after.isNumber { return .nothing }
        if after.isUppercase && !(tail.count > 1 && tail.allSatisfy(\.isUppercase)) { return .nothing }
        // The page itself knows best how it writes the word.
        let whole = Self.bare(tail + head)
        let hyphenated = Self.bare(tail + "-" + head)
        if vocabulary.contains(hyphenated) && !vocabulary.contains(whole) { return .nothing }
        // "quatre-vingts-" going on: a word with hyphens inside more likely ends in one more.
        if tail.contains("-") && !vocabulary.contains(whole) { return .nothing }
        return .withoutHyphen
    }

    /// Chinese and Japanese go on without a space.
    private static func isUnspaced(_ character: Character?) -> Bool {
        guard let scalar = character?.unicodeScalars.first else { return false }
        return (0x3000...0x30FF).contains(scalar.value) || (0x3400...0x9FFF).contains(scalar.value)
            || (0xFF01...0xFF60).contains(scalar.value)
    }

    private static func bare(_ word: String) -> String {
        let letters = word.lowercased()
        let isPart = { (character: Character) in character.isLetter || character.isNumber }
        guard let first = letters.firstIndex(where: isPart), let last = letters.lastIndex(where: isPart) else {
            return ""
        }
        return String(letters[first...last])
    }
}
