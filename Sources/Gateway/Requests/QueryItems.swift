/// A request's query, split and decoded when first asked for a name. Of a name that comes twice the first
/// counts, unless all are asked for.
struct QueryItems: Sendable {
    private let pairs: [(name: Substring.UTF8View, value: Substring.UTF8View)]

    /// - Parameter query: what stands after the `?`, as sent.
    init(_ query: Substring) {
        pairs = query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return (pair, pair[pair.endIndex...]) }
            return (pair[..<equals], pair[pair.index(after: equals)...])
        }
    }

    /// The decoded values of every occurrence of the name, in their order.
    func values(of name: String) throws(FieldFault) -> [String] {
        var values: [String] = []
        for pair in pairs where percentDecoded(pair.name, plusIsBlank: true) == name {
            guard let value = percentDecoded(pair.value, plusIsBlank: true) else {
                throw .invalid("is not percent-encoded UTF-8")
            }
            values.append(value)
        }
        return values
    }

    /// The decoded value; nil where the name does not come.
    func value(of name: String) throws(FieldFault) -> String? {
        for pair in pairs where percentDecoded(pair.name, plusIsBlank: true) == name {
            guard let value = percentDecoded(pair.value, plusIsBlank: true) else {
                throw .invalid("is not percent-encoded UTF-8")
            }
            return value
        }
        return nil
    }
}

/// Decodes `%XX` once. nil where an escape is not one, or the bytes are not UTF-8.
func percentDecoded(_ text: Substring.UTF8View, plusIsBlank: Bool = false) -> String? {
    // As nearly every segment of a path is.
    let isPlain = !text.contains { $0 == UInt8(ascii: "%") || (plusIsBlank && $0 == UInt8(ascii: "+")) }
    if isPlain { return String(Substring(text)) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
        let byte = text[index]
        index = text.index(after: index)
        if byte == UInt8(ascii: "%") {
            guard index < text.endIndex, let high = hexDigit(text[index]) else { return nil }
            index = text.index(after: index)
            guard index < text.endIndex, let low = hexDigit(text[index]) else { return nil }
            index = text.index(after: index)
            bytes.append(high << 4 | low)
        } else {
            bytes.append(plusIsBlank && byte == UInt8(ascii: "+") ? 0x20 : byte)
        }
    }
    return String(validating: bytes, as: UTF8.self)
}
