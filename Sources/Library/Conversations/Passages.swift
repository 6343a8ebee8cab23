import Dispatch
import Foundation

/// How texts are cut into what can be quoted, and questions into what is looked for.
enum Passages {
    /// Unicode scalars that a passage has at least, where the text goes on, and twice as many that it has at most.
    private static let usualLength = 500

    /// The pieces of what may be a whole book, made on a queue of its own: none of Swift's few threads is held up by it.
    static func pieces(ofLong text: String) async -> [String] {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: pieces(of: text)) }
        }
    }

    private static let queue = DispatchQueue(label: "calotype.passages", qos: .utility)

    /// Paragraphs, the short ones joined and the long ones cut at the ends of sentences or, failing these, at blanks.
    /// Takes time in proportion to the text, whatever it is made of.
    static func pieces(of text: String) -> [String] {
        let scalars = text.unicodeScalars
        var pieces: [String] = []
        var cut = Cut(from: scalars.startIndex)
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let next = scalars.index(after: index)
            cut.take(scalars[index], endingAt: next)
            if let end = cut.end {
                keep(scalars[cut.start..<end])
                cut = Cut(from: end)
                // What stands behind the break is looked at again: no more than half a passage.
                index = end
            } else {
                index = next
            }
        }
        keep(scalars[cut.start...])
        return pieces

        func keep(_ piece: Substring.UnicodeScalarView) {
            let trimmed = String(piece).trimmingCharacters(in: .whitespacesAndNewlines)
            if !trimmed.isEmpty { pieces.append(trimmed) }
        }
    }

    /// Where the passage that begins at `start` ends, found scalar by scalar.
    private struct Cut {
        let start: String.Index
        private var count = 0
        private var previous: Unicode.Scalar = " "
        /// The last places in the second half where it may end: behind a sentence, behind a blank.
        private var sentence: String.Index?
        private var blank: String.Index?
        /// Nil while it goes on.
        private(set) var end: String.Index?

        init(from start: String.Index) {
            self.start = start
        }

        mutating func take(_ scalar: Unicode.Scalar, endingAt next: String.Index) {
            defer { previous = scalar }
            count += 1
            guard count >= Passages.usualLength else { return }
            if scalar == "\n", previous == "\n" { end = next }
            if scalar.properties.isWhitespace {
                blank = next
                if previous == "." || previous == "!" || previous == "?" { sentence = next }
            }
            if count == 2 * Passages.usualLength { end = end ?? sentence ?? blank ?? next }
        }
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
