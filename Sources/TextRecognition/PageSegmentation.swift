import Glibc
import Pixels

/// How lines are looked for on a sheet: what is known of it, Tesseract need not find out.
enum PageSegmentation {
    /// Blocks, columns and pictures are told apart.
    case automatic
    /// Lines follow each other from the top to the bottom, and no column stands beside another.
    case oneColumn
    case oneLine

    /// - Parameters:
    ///   - letters: of the upright page.
    ///   - skew: radians by which it has to turn clockwise to lie level.
    init(of letters: Letters, skew: Double, mode: ReadingOptions.Mode) {
        self =
            letters.areOneLine ? .oneLine : mode == .fast && letters.areOneColumn(skew: skew) ? .oneColumn : .automatic
    }
}

extension Letters {
    /// A band of the page has two or three lines of text, and each begins in the middle of the one above it.
    private static let bandHeights = 6
    /// White between ink, so many small letters wide, through two bands is a gutter. Between words there is a third of that.
    private static let gutterHeights = 2
    /// What is so many small letters high or wide is no letter, nor some that touch: a frame, a rule, a picture.
    private static let largestPiece = (height: 4, width: 12)

    /// Whether nowhere on the page columns stand beside each other. Doubt is a no: reading across two columns mixes them
    /// up, while looking for columns where there are none only takes its time.
    ///
    /// - Parameter skew: radians by which the page has to turn clockwise to lie level.
    func areOneColumn(skew: Double) -> Bool {
        guard let letter = medianHeight else { return false }
        let level = (boxes + company).map { $0.turned(radians: skew) }
        guard !level.contains(where: { $0.height > Self.largestPiece.height * letter }),
            !level.contains(where: { $0.width > Self.largestPiece.width * letter }),
            let left = level.map(\.x).min(), let right = level.map(\.right).max(), let top = level.map(\.y).min(),
            let bottom = level.map(\.bottom).max()
        else { return false }
        let step = max(1, letter * Self.bandHeights / 2)
        // Which pixel columns have ink, half a band at a time.
        var isInked = [[Bool]](
            repeating: [Bool](repeating: false, count: right - left + 1), count: (bottom - top) / step + 1)
        for box in level {
            for half in (box.y - top) / step...(box.bottom - top) / step {
                for x in box.x - left..<box.right - left { isInked[half][x] = true }
            }
        }
        let gutter = letter * Self.gutterHeights
        let whites = zip(isInked, isInked.dropFirst()).map { upper, lower in
            Self.whites(in: zip(upper, lower).map { $0 || $1 }, from: gutter)
        }
        return !zip(whites, whites.dropFirst()).contains { upper, lower in
            upper.contains { one in lower.contains { one.clamped(to: $0).count >= gutter } }
        }
    }

    /// Where there is white of at least that width between ink on both sides.
    private static func whites(in isInked: [Bool], from width: Int) -> [Range<Int>] {
        guard var last = isInked.firstIndex(of: true) else { return [] }
        var whites: [Range<Int>] = []
        for x in isInked[last...].indices where isInked[x] {
            if x - last > width { whites.append(last + 1..<x) }
            last = x
        }
        return whites
    }
}

extension PixelBox {
    /// Of the same size, where its middle comes to lie when the plane turns clockwise about its origin.
    fileprivate func turned(radians: Double) -> PixelBox {
        guard radians != 0 else { return self }
        let (middleX, middleY) = (Double(x) + Double(width) / 2, Double(y) + Double(height) / 2)
        return PixelBox(
            x: Int((middleX * cos(radians) - middleY * sin(radians)).rounded()) - width / 2,
            y: Int((middleX * sin(radians) + middleY * cos(radians)).rounded()) - height / 2,
            width: width, height: height)
    }
}
