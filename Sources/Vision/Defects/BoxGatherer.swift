import Pixels

/// The smallest box around all pixels that were added.
struct BoxGatherer {
    private var left = Int.max
    private var top = Int.max
    private var right = Int.min
    private var bottom = Int.min

    mutating func add(x: Int, y: Int) {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
    }

    var box: PixelBox? {
        left <= right ? PixelBox(x: left, y: top, width: right - left + 1, height: bottom - top + 1) : nil
    }
}
