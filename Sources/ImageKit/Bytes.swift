// Reading numbers out of a file whose every byte may be a lie: nil beyond the end, never a trap.
extension UnsafeRawBufferPointer {
    func byte(at index: Int) -> UInt8? {
        index >= 0 && index < count ? self[index] : nil
    }

    func big16(at index: Int) -> Int? {
        guard has(2, at: index) else { return nil }
        return Int(self[index]) << 8 | Int(self[index + 1])
    }

    func little16(at index: Int) -> Int? {
        guard has(2, at: index) else { return nil }
        return Int(self[index + 1]) << 8 | Int(self[index])
    }

    func big32(at index: Int) -> Int? {
        guard has(4, at: index) else { return nil }
        return Int(UInt32(bigEndian: loadUnaligned(fromByteOffset: index, as: UInt32.self)))
    }

    func little32(at index: Int) -> Int? {
        guard has(4, at: index) else { return nil }
        return Int(UInt32(littleEndian: loadUnaligned(fromByteOffset: index, as: UInt32.self)))
    }

    func signedLittle32(at index: Int) -> Int? {
        little32(at: index).map { Int(Int32(truncatingIfNeeded: $0)) }
    }

    /// True where `text` stands at `index`.
    func has(_ text: StaticString, at index: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard has(count, at: index) else { return false }
        return self[index..<index + count].elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
    }

    /// True where `length` bytes lie at `index`. Written so that no sum can overflow.
    func has(_ length: Int, at index: Int) -> Bool {
        index >= 0 && length >= 0 && index <= count && length <= count - index
    }

    /// A copy of `range`, which has to lie inside.
    func copy(_ range: Range<Int>) -> [UInt8] { Array(self[range]) }
}
