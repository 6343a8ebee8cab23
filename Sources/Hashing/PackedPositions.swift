/// Numbers of three or four bytes each, the lowest first.
struct PackedPositions {
    let start: UnsafeRawPointer
    let bytes: Int

    subscript(place: Int) -> UInt32 {
        let low =
            UInt32(start.load(fromByteOffset: bytes * place, as: UInt8.self))
            | UInt32(start.load(fromByteOffset: bytes * place + 1, as: UInt8.self)) << 8
            | UInt32(start.load(fromByteOffset: bytes * place + 2, as: UInt8.self)) << 16
        return bytes == 3 ? low : low | UInt32(start.load(fromByteOffset: bytes * place + 3, as: UInt8.self)) << 24
    }

    static func set(_ place: Int, to position: UInt32, at start: UnsafeMutableRawPointer, bytes: Int) {
        for byte in 0..<bytes {
            start.storeBytes(
                of: UInt8(truncatingIfNeeded: position >> UInt32(8 * byte)), toByteOffset: bytes * place + byte,
                as: UInt8.self)
        }
    }
}
