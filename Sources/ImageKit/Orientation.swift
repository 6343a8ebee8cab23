public import Pixels

/// How a stored picture has to be turned to be upright: EXIF's tag 0x0112, by its numbers.
public enum Orientation: Int, Sendable, CaseIterable {
    case upright = 1
    case mirrored = 2
    case upsideDown = 3
    case flipped = 4
    /// Mirrored along the diagonal from the upper left.
    case transposed = 5
    /// To be turned a quarter clockwise.
    case turnedLeft = 6
    /// Mirrored along the diagonal from the upper right.
    case transversed = 7
    /// To be turned a quarter anticlockwise.
    case turnedRight = 8

    /// True where width and height change places.
    public var swapsSides: Bool { rawValue >= Orientation.transposed.rawValue }

    /// What a stored size becomes upright, and the other way round.
    public func applied(to size: PixelSize) -> PixelSize { swapsSides ? size.transposed : size }

    /// Where a stored row lands in the upright raster: its first pixel's index, and the step to each next.
    func place(ofRow row: Int, in stored: PixelSize) -> (first: Int, step: Int) {
        let (width, height) = (stored.width, stored.height)
        return switch self {
        case .upright: (row * width, 1)
        case .mirrored: (row * width + width - 1, -1)
        case .upsideDown: ((height - 1 - row) * width + width - 1, -1)
        case .flipped: ((height - 1 - row) * width, 1)
        case .transposed: (row, height)
        case .turnedLeft: (height - 1 - row, height)
        case .transversed: (height * width - 1 - row, -height)
        case .turnedRight: ((width - 1) * height + row, -height)
        }
    }
}

extension Orientation {
    /// Reads the one tag out of an EXIF block (a TIFF header and its first directory), nil where it has none that
    /// is sane. The rest of the block is `ExifMetadata`'s; this is read for every picture, and costs no parse.
    init?(exifBlock: [UInt8]) {
        let found: Orientation? = exifBlock.withUnsafeBytes { block in
            let isLittle: Bool
            switch (block.byte(at: 0), block.byte(at: 1)) {
            case (0x49, 0x49): isLittle = true
            case (0x4D, 0x4D): isLittle = false
            default: return nil
            }
            func two(_ at: Int) -> Int? { isLittle ? block.little16(at: at) : block.big16(at: at) }
            func four(_ at: Int) -> Int? { isLittle ? block.little32(at: at) : block.big32(at: at) }
            guard two(2) == 42, let directory = four(4), let count = two(directory) else { return nil }
            for entry in 0..<count {
                let at = directory + 2 + 12 * entry
                guard let tag = two(at) else { return nil }
                // A SHORT, as the standard has it, or a LONG, as some write it.
                guard tag == 0x0112, let type = two(at + 2), let count = four(at + 4), count == 1 else { continue }
                let value = type == 3 ? two(at + 8) : type == 4 ? four(at + 8) : nil
                return value.flatMap(Orientation.init(rawValue:))
            }
            return nil
        }
        guard let found else { return nil }
        self = found
    }
}
