import Pixels

/// The pieces of ink on a page that may be letters.
struct Letters {
    /// Fewer than this say nothing of the size of text, nor of how it stands.
    private static let fewest = 8
    /// From the lowest descender to the highest accent a line is at most so many times as high as its small letters. Two
    /// lines are 3.5 times as high, two of capitals alone 2.7.
    private static let highestLine = 2.3

    let boxes: [PixelBox]
    /// Ink besides that is no speck: a rule, a frame, a picture; a very thin letter too.
    let company: [PixelBox]

    /// - Parameter pieces: the boxes of all connected ink, on a page of `size`.
    init(among pieces: [PixelBox], size: PixelSize) {
        let visible = pieces.filter { $0.height >= 4 && $0.width >= 2 }
        // Rules, frames and shadows are no letters.
        func isLetter(_ box: PixelBox) -> Bool {
            box.width <= 8 * box.height && box.height <= 6 * box.width && box.height < size.height / 2
        }
        boxes = visible.filter(isLetter)
        company = visible.filter { !isLetter($0) }
    }

    /// Of small letters, as a rule: they are the most. Nil where there are too few to tell.
    var medianHeight: Int? {
        guard boxes.count >= Self.fewest else { return nil }
        return boxes.map(\.height).sorted()[boxes.count / 2]
    }

    /// Whether all of it is surely one level line.
    var areOneLine: Bool {
        guard company.isEmpty, let medianHeight, let first = boxes.first else { return false }
        let all = boxes.dropFirst().reduce(first) { $0.union($1) }
        return Double(all.height) <= Self.highestLine * Double(medianHeight)
    }
}
