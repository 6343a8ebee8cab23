import Foundation

/// Bytes that are text, in whichever encoding.
enum PlainText {
    /// Decodes text: by its byte order mark, else as UTF-8 where it is that, else as UTF-16 where every other byte is
    /// zero or nearly, else as the charset that was judged, else as Windows-1252, in which every byte is something.
    ///
    /// - Parameter isWhole: false of a text's beginning, which may end within a letter.
    static func decode(_ bytes: [UInt8], charset: String?, isWhole: Bool) -> String {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return text(bytes, .utf32LittleEndian, unit: 4) }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return text(bytes, .utf32BigEndian, unit: 4) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), isBig: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), isBig: true) }
        if let isBig = looksLikeUTF16(bytes) { return utf16(bytes[...], isBig: isBig) }
        if let text = utf8(bytes, isWhole: isWhole) { return text }
        if let encoding = encoding(named: charset), let text = String(bytes: bytes, encoding: encoding) { return text }
        return String(bytes: bytes, encoding: .windowsCP1252) ?? latin1(bytes)
    }

    private static func utf8(_ bytes: [UInt8], isWhole: Bool) -> String? {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        guard !isWhole else { return nil }
        return (1...3).lazy.compactMap { String(validating: bytes.dropLast($0), as: UTF8.self) }.first
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> String {
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isBig ? first << 8 | second : second << 8 | first
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Of letters of most of the world's scripts the upper bytes are few; of Latin ones they are zero. Nil for neither;
    /// true for big-endian.
    private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool? {
        let sample = bytes.prefix(4096)
        guard sample.count >= 4 else { return nil }
        var zeros = (even: 0, odd: 0)
        for (index, byte) in sample.enumerated() where byte == 0 {
            if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let many = sample.count / 2 * 3 / 4
        if zeros.odd >= many, zeros.even == 0 { return false }
        if zeros.even >= many, zeros.odd == 0 { return true }
        return nil
    }

    private static func text(_ bytes: [UInt8], _ encoding: String.Encoding, unit: Int) -> String {
        let whole = bytes.dropFirst(unit).prefix((bytes.count / unit - 1) * unit)
        return String(bytes: whole, encoding: encoding) ?? ""
    }

    private static func latin1(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map(Unicode.Scalar.init)))
    }

    /// Those that libmagic tells apart.
    private static func encoding(named charset: String?) -> String.Encoding? {
        switch charset {
        case "utf-16le": .utf16LittleEndian
        case "utf-16be": .utf16BigEndian
        case "iso-8859-1": .windowsCP1252
        default: nil
        }
    }
}
