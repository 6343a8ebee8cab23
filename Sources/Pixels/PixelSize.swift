/// A width and a height in pixels, both at least 1 for any picture that exists.
public struct PixelSize: Hashable, Sendable {
    public let width: Int
    public let height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// How many pixels there are. Does not overflow for sides below 2³¹.
    public var area: Int { width * height }

    public var longerSide: Int { max(width, height) }

    /// The same picture turned by a quarter.
    public var transposed: PixelSize { PixelSize(width: height, height: width) }

    /// The largest size with this aspect that lies inside `box`, each side rounded to the nearest pixel and at
    /// least 1. Never larger than `self`.
    public func fitted(inside box: PixelSize) -> PixelSize {
        guard width > box.width || height > box.height else { return self }
        // Whole numbers only: which side binds is decided by cross-multiplying, so that no rounding can push a
        // side over its limit.
        if width * box.height >= height * box.width {
            return PixelSize(width: box.width, height: max(1, (height * box.width + width / 2) / width))
        }
        return PixelSize(width: max(1, (width * box.height + height / 2) / height), height: box.height)
    }

    /// The largest size with this aspect whose longer side is at most `limit` pixels. Never larger than `self`.
    public func fitted(longerSide limit: Int) -> PixelSize {
        fitted(inside: PixelSize(width: limit, height: limit))
    }
}
