/// A media type with its parameters: `text/plain; charset=utf-8`.
struct MediaType: Equatable, Sendable {
    /// In lower case: `text/plain`.
    let essence: String
    /// Names in lower case, values unquoted.
    let parameters: [String: String]

    init?(_ text: String) {
        var pieces = Self.split(text)
        guard !pieces.isEmpty else { return nil }
        essence = Self.trimmed(pieces.removeFirst()).lowercased()
        let halves = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { return nil }
        var parameters: [String: String] = [:]
        for piece in pieces {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            let name = Self.trimmed(piece[..<equals]).lowercased()
            guard parameters[name] == nil else { continue }
            parameters[name] = Self.unquoted(Self.trimmed(piece[piece.index(after: equals)...]))
        }
        self.parameters = parameters
    }

    /// Whether this is one of `pattern`, which may be `image/*` or `*/*`.
    func matches(_ pattern: String) -> Bool {
        if pattern == "*/*" || pattern == essence { return true }
        return pattern.hasSuffix("/*") && essence.hasPrefix(pattern.dropLast())
    }

    var isJSON: Bool { essence == "application/json" || essence.hasSuffix("+json") }

    /// At semicolons that do not stand in a quoted string.
    static func split(_ text: String) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                pieces.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        pieces.append(text[start...])
        return pieces
    }

    /// Without blanks and tabs at either end.
    static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    /// The content of a quoted string, or a token as it stands.
    static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if !isEscaped, character == "\\" {
                isEscaped = true
            } else {
                isEscaped = false
                result.append(character)
            }
        }
        return result
    }
}
