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

    /// Which ways a stored picture is mirrored on its way upright, before any change of its sides' places.
    var mirrorsStored: (across: Bool, down: Bool) {
        (
            across: [.mirrored, .upsideDown, .transversed, .turnedRight].contains(self),
            down: [.upsideDown, .flipped, .turnedLeft, .transversed].contains(self)
        )
    }

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
