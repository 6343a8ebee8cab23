extension Entity.Disposition {
    /// RFC 6266: a token or quoted ASCII fallback, and `filename*` in UTF-8 where the name has more than that. Path
    /// separators and control characters, which no file name should bring to a browser, become `_`.
    var header: String {
        let (kind, name) =
            switch self {
            case .inline(let name): ("inline", name)
            case .attachment(let name): ("attachment", name)
            }
        if !name.isEmpty, name.utf8.allSatisfy(isToken) { return "\(kind); filename=\(name)" }
        let safe = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { scalar in
                    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar == "/" || scalar == "\\"
                        ? "_" : scalar
                }))
        if !safe.isEmpty, safe.utf8.allSatisfy(isToken) { return "\(kind); filename=\(safe)" }
        let ascii = String(String.UnicodeScalarView(safe.unicodeScalars.map { $0.isASCII && $0 != "\"" ? $0 : "_" }))
        let quoted = "\(kind); filename=\"\(ascii)\""
        guard ascii != safe else { return quoted }
        return quoted + "; filename*=UTF-8''" + percentEncoded(safe)
    }
}

/// RFC 9110's `token`.
func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
        UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
        true
    default: false
    }
}

/// Every byte but RFC 3986's unreserved ones as `%XX`.
public func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            result += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
        }
    }
    return result
}
