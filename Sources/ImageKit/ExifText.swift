/// Text as cameras and programs put it into EXIF, as a Swift string: cut at its first NUL, trimmed, never empty.
enum ExifText {
    enum Encoding {
        /// What the standard calls ASCII. Much of it is UTF-8, or the Latin-1 of an older program.
        case ascii
        /// Bytes of no declared kind: text where they are nothing but UTF-8 (ExifVersion), else not.
        case undefined
        /// Eight bytes that name a character code, then the text in it (UserComment and its kin).
        case prefixed
        /// The tags of Windows Explorer: UTF-16, least significant byte first whatever the block's order.
        case windows

        /// Nil for a tag that holds no text.
        init?(tag: UInt16, format: ExifEntry.Format) {
            switch (tag, format) {
            case (0x9C9B...0x9C9F, .byte), (0x9C9B...0x9C9F, .undefined): self = .windows
            // UserComment, GPSProcessingMethod, GPSAreaInformation.
            case (0x9286, .undefined), (0x001B, .undefined), (0x001C, .undefined): self = .prefixed
            case (_, .ascii): self = .ascii
            case (_, .undefined): self = .undefined
            default: return nil
            }
        }
    }

    private static let mostBytes = 4096

    static func read(_ bytes: [UInt8], as encoding: Encoding, order: ExifEntry.Order) -> String? {
        switch encoding {
        case .ascii: plain(bytes[...])
        case .undefined: undefined(bytes[...])
        case .windows: wide(bytes[...], order: .littleEndian)
        case .prefixed: prefixed(bytes, order: order)
        }
    }

    private static func prefixed(_ bytes: [UInt8], order: ExifEntry.Order) -> String? {
        let text = bytes.dropFirst(8)
        return switch String(decoding: bytes.prefix(8), as: UTF8.self) {
        case "ASCII\0\0\0", "\0\0\0\0\0\0\0\0": plain(text)
        case "UNICODE\0": wide(text, order: order)
        // JIS needs tables that no picture since has been worth; anything else names no code.
        default: nil
        }
    }

    /// UTF-8 where it is valid; else Latin-1, in which every byte is a letter and nothing is lost.
    private static func plain(_ bytes: ArraySlice<UInt8>) -> String? {
        let bytes = bytes.prefix { $0 != 0 }
        return utf8(bytes)
            ?? trimmed(String(String.UnicodeScalarView(bytes.prefix(mostBytes).map { Unicode.Scalar($0) })))
    }

    private static func undefined(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let end = bytes.lastIndex(where: { $0 != 0 }) else { return nil }
        let bytes = bytes[...end]
        return bytes.allSatisfy { $0 >= 0x20 || 0x09...0x0D ~= $0 } ? utf8(bytes) : nil
    }

    /// Nil for what is not UTF-8. A text that is too long is cut between two letters.
    private static func utf8(_ bytes: ArraySlice<UInt8>) -> String? {
        var end = min(bytes.endIndex, bytes.startIndex + mostBytes)
        while end < bytes.endIndex, end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(validating: bytes[..<end], as: UTF8.self).flatMap(trimmed)
    }

    /// UTF-16, in the order that a byte order mark tells, or else in `order`. Lone surrogates become U+FFFD.
    private static func wide(_ bytes: ArraySlice<UInt8>, order: ExifEntry.Order) -> String? {
        var order = order
        var units: [UInt16] = []
        for start in stride(from: bytes.startIndex, to: min(bytes.endIndex, bytes.startIndex + mostBytes) - 1, by: 2) {
            let pair = bytes[start...start + 1]
            if start == bytes.startIndex, let mark = byteOrder(of: pair) {
                order = mark
                continue
            }
            let unit = UInt16(truncatingIfNeeded: order.word(pair))
            if unit == 0 { break }
            units.append(unit)
        }
        return trimmed(String(decoding: units, as: UTF16.self))
    }

    private static func byteOrder(of mark: ArraySlice<UInt8>) -> ExifEntry.Order? {
        mark.elementsEqual([0xFF, 0xFE]) ? .littleEndian : mark.elementsEqual([0xFE, 0xFF]) ? .bigEndian : nil
    }

    private static func trimmed(_ text: String) -> String? {
        guard
            let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(text[first...last])
    }
}
