/// The header lines of one part: who it is and what it claims to hold.
struct PartHeaders: Equatable {
    let name: String
    /// nil for a text; empty where a form's file field was left alone.
    let fileName: String?
    let mediaType: String?

    /// Throws where the part does not say which field it is, or is encoded in a way that RFC 7578 has abolished.
    init(_ bytes: [UInt8]) throws(RequestError) {
        let fields = try Self.fields(bytes)
        guard let disposition = fields["content-disposition"] else {
            throw .malformedForm(reason: "a part has no Content-Disposition")
        }
        var pieces = MediaType.split(disposition)
        guard MediaType.trimmed(pieces.removeFirst()).lowercased() == "form-data" else {
            throw .malformedForm(reason: "a part is not form-data")
        }
        var parameters: [String: String] = [:]
        for piece in pieces {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            let name = MediaType.trimmed(piece[..<equals]).lowercased()
            guard parameters[name] == nil else { throw .malformedForm(reason: "a part names itself twice") }
            parameters[name] = Self.unquoted(MediaType.trimmed(piece[piece.index(after: equals)...]))
        }
        guard let name = parameters["name"], !name.isEmpty else {
            throw .malformedForm(reason: "a part has no name")
        }
        if let encoding = fields["content-transfer-encoding"]?.lowercased(),
            !["7bit", "8bit", "binary"].contains(encoding)
        {
            throw .malformedForm(reason: "a part is encoded as \(encoding)")
        }
        self.name = Self.withoutEscapes(name)
        fileName =
            parameters["filename*"].flatMap(Self.extendedValue) ?? parameters["filename"].map(Self.withoutEscapes)
        mediaType = fields["content-type"]
    }

    /// Names in lower case. A line that begins with a blank goes on with the one before.
    private static func fields(_ bytes: [UInt8]) throws(RequestError) -> [String: String] {
        var lines: [[UInt8]] = []
        for var line in bytes.split(separator: 0x0A) {
            if line.last == 0x0D { line.removeLast() }
            if let first = line.first, first == 0x20 || first == 0x09, let last = lines.indices.last {
                lines[last] += line
            } else {
                lines.append(Array(line))
            }
        }
        guard lines.count <= 32 else { throw .malformedForm(reason: "a part has too many headers") }
        var fields: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(isToken),
                !line.contains(0)
            else { throw .malformedForm(reason: "a part's header is not one") }
            // File names in other encodings come; what is not UTF-8 in them is replaced, the rest is kept.
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            if fields[name] == nil { fields[name] = String(MediaType.trimmed(value[...])) }
        }
        return fields
    }

    /// A token, or a quoted string in which `\"` and `\\` stand for the second character. Other backslashes are kept:
    /// old browsers send whole Windows paths.
    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        var result = ""
        var rest = text.dropFirst().dropLast()
        while let character = rest.popFirst() {
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                result.append(next)
                rest.removeFirst()
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The three characters that browsers escape in a name, and no others (WHATWG HTML, "multipart/form-data encoding").
    private static func withoutEscapes(_ text: String) -> String {
        guard text.contains("%") else { return text }
        var result = ""
        var rest = text[...]
        while let character = rest.first {
            switch rest.prefix(3).uppercased() {
            case "%22": result.append("\"")
            case "%0D": result.unicodeScalars.append("\r")
            case "%0A": result.unicodeScalars.append("\n")
            default:
                result.append(character)
                rest.removeFirst()
                continue
            }
            rest.removeFirst(3)
        }
        return result
    }

    /// RFC 8187: `UTF-8''na%C3%AFve.jpg`. nil where it is not one, so that the plain name counts.
    private static func extendedValue(_ text: String) -> String? {
        let pieces = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, pieces[0].lowercased() == "utf-8" else { return nil }
        return percentDecoded(pieces[2].utf8).flatMap { $0.hasNUL ? nil : $0 }
    }
}
