import Foundation

/// How texts are cut into what can be quoted, and questions into what is looked for.
enum Passages {
    /// Characters that a passage has as a rule; it may end anywhere between this and twice this.
    private static let usualLength = 500

    /// Paragraphs, the short ones joined and the long ones cut at the ends of sentences or, failing these, at blanks.
    static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        func end() {
            let trimmed = piece.trimmingCharacters(in: .whitespacesAndNewlines)
            if !trimmed.isEmpty { pieces.append(trimmed) }
            piece = ""
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace), piece.count >= usualLength { end() }
            var rest = line
            while piece.count + rest.count > 2 * usualLength {
                let room = rest.prefix(max(1, 2 * usualLength - piece.count))
                let cut = lastBreak(of: room) ?? room.endIndex
                piece += rest[..<cut]
                rest = rest[cut...]
                end()
            }
            piece += rest + "\n"
        }
        end()
        return pieces
    }

    /// Behind the last end of a sentence in the second half, or else the last blank there.
    private static func lastBreak(of text: Substring) -> Substring.Index? {
        let half = text.index(text.startIndex, offsetBy: text.count / 2)
        let second = text[half...]
        let sentence = second.indices.last { index in
            ".!?".contains(text[index]) && text.index(after: index) < text.endIndex
                && text[text.index(after: index)].isWhitespace
        }
        return (sentence ?? second.lastIndex(where: \.isWhitespace)).map(text.index(after:))
    }

    /// The words of a question that mean something: no more than a few, the longest first, since they are the rarest.
    static func words(of question: String) -> [String] {
        let words = question.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
        var seen: Set<String> = []
        return words.filter { $0.count > 1 && $0.utf8.count <= 64 && !common.contains($0) && seen.insert($0).inserted }
            .sorted { $0.count > $1.count }.prefix(12).map(\.self)
    }

    /// Words that are in every text, in the languages that are read without further packages.
    private static let common = Set(
        """
        a about all also an and any are as at be been but by can could did do does for from had has have he her his how
        i if in into is it its just me more most my no not of on one only or other our out over please said say says she
        should so some tell than that the their them then there these they this those to up us was we were what when
        where which who why will with would you your file files document attached attachment text page phrase word words
        der die das den dem des ein eine einer eines einem einen und oder aber ist sind war waren wird was wer wie wo
        warum wann welche welcher welches in im an am auf aus bei mit nach von vor zu zum zur für über unter nicht kein
        keine ich du er sie es wir ihr mein meine dein deine sein seine dass ob wenn steht datei bitte
        le la les un une des du de et ou mais est sont était dans sur sous avec sans pour par que qui quoi quel quelle
        où quand comment pourquoi je tu il elle nous vous ils elles mon ma mes ton ta tes son sa ses ce cette ces ne pas
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
