/// A box of an ISO base media file: four letters, and where what is in it lies in the file (ISO/IEC 14496-12, 4.2).
struct HEIFBox {
    let kind: String
    let body: Range<Int>

    /// The boxes that lie in `range`, up to the first that goes beyond it.
    static func boxes(in range: Range<Int>, of bytes: UnsafeRawBufferPointer) -> [HEIFBox] {
        var boxes: [HEIFBox] = []
        var position = range.lowerBound
        while position <= range.upperBound - 8, let short = bytes.big32(at: position), bytes.has(8, at: position) {
            var (head, length) = (8, short)
            // 1 says that the length is in 64 bits, 0 that it is all there is.
            if short == 1 {
                guard let high = bytes.big32(at: position + 8), let low = bytes.big32(at: position + 12), high == 0
                else { break }
                (head, length) = (16, low)
            } else if short == 0 {
                length = range.upperBound - position
            }
            guard length >= head, length <= range.upperBound - position else { break }
            let kind = String(decoding: bytes[position + 4..<position + 8], as: UTF8.self)
            boxes.append(HEIFBox(kind: kind, body: position + head..<position + length))
            position += length
        }
        return boxes
    }

    /// The boxes in this one, behind so many bytes of its own.
    func boxes(after skipped: Int = 0, of bytes: UnsafeRawBufferPointer) -> [HEIFBox] {
        guard skipped <= body.count else { return [] }
        return Self.boxes(in: body.lowerBound + skipped..<body.upperBound, of: bytes)
    }
}

/// Numbers one after the other, of as many bytes as a box says. Reads zeros beyond its end, and tells.
struct HEIFFields {
    private let bytes: UnsafeRawBufferPointer
    private var position: Int
    private let end: Int
    private(set) var isBeyond = false

    init(_ box: HEIFBox, of bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        position = box.body.lowerBound
        end = box.body.upperBound
    }

    /// Of 0 to 8 bytes; what does not fit an Int is `Int.max`.
    mutating func next(_ count: Int) -> Int {
        guard count <= end - position else {
            isBeyond = true
            return 0
        }
        defer { position += count }
        let value = bytes[position..<position + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(clamping: value)
    }

    mutating func text(_ count: Int) -> String {
        let start = position
        _ = next(count)
        return isBeyond ? "" : String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
