import Pixels

/// A portable graymap (PGM, `P5`), as poppler writes pages.
struct GrayMap {
    let plane: LumaPlane

    /// Nil for anything but a whole graymap of one byte a pixel.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func word() -> Substring.SubSequence? {
            while let first = rest.first, first <= 0x20 { rest.removeFirst() }
            let word = rest.prefix { $0 > 0x20 }
            guard (1...8).contains(word.count) else { return nil }
            rest = rest.dropFirst(word.count)
            return String(decoding: word, as: UTF8.self)[...]
        }
        guard word() == "P5", let width = word().flatMap({ Int($0) }), let height = word().flatMap({ Int($0) }),
            word() == "255", width > 0, height > 0
        else { return nil }
        // One blank, then the pixels.
        let samples = rest.dropFirst()
        // Eight digits each: no overflow.
        guard samples.count == width * height else { return nil }
        plane = LumaPlane(size: PixelSize(width: width, height: height), samples: Array(samples))
    }
}
