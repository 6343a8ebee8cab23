/// How what people write becomes a part of an FTS5 expression.
enum FTS5 {
    /// A text as a string of the query language, which is never read as anything else: between quotes, with those inside
    /// doubled, and a NUL, which would end the expression, as a space. Of several words it is the phrase.
    static func quoted(_ text: some StringProtocol) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\"\""
            case "\0": quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Whether the tokenizer (`unicode61`) finds a word in it: letters, numbers and private-use characters make words.
    /// A phrase without one is a mistake in the query language.
    static func hasWord(_ text: some StringProtocol) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber, .privateUse:
                true
            default: false
            }
        }
    }

    /// How an owner stands in the `owner` column of a full text: one word to the tokenizer.
    static func token(of owner: Int64) -> String { "o\(owner)" }

    /// The words of a user as an expression: one owner's rows that have every word, or a word beginning with it, in any of
    /// the columns (their names, with blanks between). Nil where nothing in `text` can be a word: that matches nothing.
    static func match(_ text: String, owner: Int64, columns: String) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace).filter(hasWord)
        guard !words.isEmpty else { return nil }
        let prefixes = words.map { quoted($0) + "*" }.joined(separator: " AND ")
        return "owner : \(quoted(token(of: owner))) AND {\(columns)} : (\(prefixes))"
    }
}
