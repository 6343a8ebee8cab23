/// A rectangle of whole pixels; (x, y) is its upper left one.
public struct PixelBox: Hashable, Sendable {
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    public var right: Int { x + width }
    public var bottom: Int { y + height }

    /// The smallest rectangle that holds both.
    public func union(_ other: PixelBox) -> PixelBox {
        let x = min(x, other.x)
        let y = min(y, other.y)
        return PixelBox(x: x, y: y, width: max(right, other.right) - x, height: max(bottom, other.bottom) - y)
    }
}
