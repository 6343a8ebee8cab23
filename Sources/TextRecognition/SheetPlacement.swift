import Glibc
import Pixels

/// How a page became the sheet that was read: turned upright by quarters, scaled, then turned by its skew.
struct SheetPlacement: Equatable {
    /// The page as given.
    let page: PixelSize
    /// How far the page's content stands turned clockwise: 0, 90, 180 or 270.
    let rotation: Int
    /// Sheet pixels for one page pixel, along the text and across it.
    let scale: (x: Double, y: Double)
    /// Radians by which the scaled page was turned clockwise about its centre.
    let skew: Double
    let sheet: PixelSize

    /// The smallest upright rectangle of the page that holds `box` of the sheet, cut to the page.
    func pageBox(of box: PixelBox) -> PixelBox {
        let corners = [(box.x, box.y), (box.right, box.y), (box.x, box.bottom), (box.right, box.bottom)]
            .map { pagePoint(x: Double($0.0), y: Double($0.1)) }
        let x = corners.map(\.x)
        let y = corners.map(\.y)
        let left = Self.clip((x.min() ?? 0).rounded(.down), 0, page.width - 1)
        let top = Self.clip((y.min() ?? 0).rounded(.down), 0, page.height - 1)
        let right = Self.clip((x.max() ?? 0).rounded(.up), left + 1, page.width)
        let bottom = Self.clip((y.max() ?? 0).rounded(.up), top + 1, page.height)
        return PixelBox(x: left, y: top, width: right - left, height: bottom - top)
    }

    private func pagePoint(x: Double, y: Double) -> (x: Double, y: Double) {
        let upright = rotation % 180 == 0 ? page : page.transposed
        let scaled = (width: Double(upright.width) * scale.x, height: Double(upright.height) * scale.y)
        let (dx, dy) = (x - Double(sheet.width) / 2, y - Double(sheet.height) / 2)
        // Back by the skew, about the centre, and back to the page's scale.
        let u = (dx * cos(skew) + dy * sin(skew) + scaled.width / 2) / scale.x
        let v = (dy * cos(skew) - dx * sin(skew) + scaled.height / 2) / scale.y
        return switch rotation {
        case 90: (Double(page.width) - v, u)
        case 180: (Double(page.width) - u, Double(page.height) - v)
        case 270: (v, Double(page.height) - u)
        default: (u, v)
        }
    }

    private static func clip(_ value: Double, _ low: Int, _ high: Int) -> Int {
        guard value > Double(low) else { return low }
        return value < Double(high) ? Int(value) : high
    }

    static func == (one: Self, other: Self) -> Bool {
        one.page == other.page && one.rotation == other.rotation && one.scale == other.scale && one.skew == other.skew
            && one.sheet == other.sheet
    }
}

extension SheetPlacement {
    func write(to wire: inout WireWriter) {
        for side in [page.width, page.height, rotation, sheet.width, sheet.height] { wire.write(UInt32(side)) }
        for value in [scale.x, scale.y, skew] { wire.write(value) }
    }

    init(_ wire: inout WireReader) throws(WireError) {
        var numbers: [Int] = []
        for _ in 0..<5 { numbers.append(Int(try wire.number(UInt32.self))) }
        page = PixelSize(width: numbers[0], height: numbers[1])
        rotation = numbers[2]
        sheet = PixelSize(width: numbers[3], height: numbers[4])
        scale = (try wire.double(), try wire.double())
        skew = try wire.double()
        guard page.width > 0, page.height > 0, [0, 90, 180, 270].contains(rotation), scale.x > 0, scale.y > 0
        else { throw .malformed }
    }
}
