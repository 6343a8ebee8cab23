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
}
