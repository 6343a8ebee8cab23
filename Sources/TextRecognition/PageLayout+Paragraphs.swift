import Pixels

extension PageLayout {
    /// The paragraphs, each as one line of text.
    ///
    /// A line goes on into the next one unless something says that a paragraph ends between them:
    /// - the next line's first word would have fitted: whoever sets text breaks a line only where it is full (amid a
    ///   sentence the line must be a good deal shorter for that: a ragged edge is not to be trusted to the pixel);
    /// - there is more room between them than between most lines of the block;
    /// - the next line is indented, and the one after it is not;
    /// - a list's bullet or number opens the next line.
    ///
    /// Between two blocks the geometry says nothing, so there the words decide: a paragraph goes on where the block
    /// ends without a full stop and the next one starts with a small letter.
    var paragraphs: [String] {
        let columns = Dictionary(grouping: lines, by: \.block).mapValues(Column.init)
        var joiner = LineJoiner(vocabulary: lines.flatMap(\.words).map(\.text))
        for (index, line) in lines.enumerated() {
            guard index > 0 else {
                joiner.begin(line.text)
                continue
            }
            let previous = lines[index - 1]
            let following = index + 1 < lines.count ? lines[index + 1] : nil
            let goesOn =
                if previous.block == line.block, let column = columns[line.block] {
                    column.continues(from: previous, to: line, following: following)
                } else {
                    previous.text.isUnfinished && line.text.startsWithSmallLetter
                }
            if goesOn { joiner.append(line.text) } else { joiner.begin(line.text) }
        }
        return joiner.paragraphs
    }
}

/// What is usual among the lines of one block.
private struct Column {
    private let left: Int
    private let right: Int
    /// The median distance from one line's middle to the next one's, in pixels.
    private let pitch: Double
    /// The median height of a line.
    private let height: Double

    init(_ lines: [PageLayout.Line]) {
        left = lines.map(\.box.x).sorted()[lines.count / 4]
        right = lines.map(\.box.right).max() ?? 0
        height = Self.median(lines.map { Double($0.box.height) }) ?? 1
        pitch = Self.median(zip(lines, lines.dropFirst()).map { Self.middle($1) - Self.middle($0) }) ?? height
    }

    func continues(from line: PageLayout.Line, to next: PageLayout.Line, following: PageLayout.Line?) -> Bool {
        if Self.middle(next) - Self.middle(line) > pitch + 0.35 * max(pitch, height) { return false }
        if next.words[0].text.isListMark { return false }
        // A word space is about a quarter of the letters' height; the margin covers a ragged measure and a box that is
        // a pixel or two off.
        let room = Double(right - line.box.right)
        if room > Double(next.words[0].box.width) + 0.75 * height {
            let isAmidSentence = line.text.isUnfinished && next.text.startsWithSmallLetter
            guard isAmidSentence, room < 0.3 * Double(right - left) else { return false }
        }
        let indent = Double(next.box.x - left)
        guard indent > 0.6 * height, Double(line.box.x - left) < 0.5 * indent else { return true }
        // A list's later lines hang in from its first one, and so does what follows them.
        let hangs = following.map { $0.block == next.block && Double($0.box.x - left) > 0.5 * indent } ?? false
        return hangs || line.text.hasSuffix("-")
    }

    private static func middle(_ line: PageLayout.Line) -> Double {
        Double(line.box.y) + Double(line.box.height) / 2
    }

    private static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }
}

extension String {
    fileprivate var startsWithSmallLetter: Bool { first?.isLowercase ?? false }

    /// Does not end as a sentence ends.
    fileprivate var isUnfinished: Bool {
        guard let end = last(where: { !"\"'”’»)]".contains($0) }) else { return true }
        return !".!?:…。！？".contains(end)
    }

    /// `•`, `–`, `1.`, `b)` and the like.
    fileprivate var isListMark: Bool {
        if count == 1, let mark = first { return "•◦▪●○■□–—*·".contains(mark) }
        guard count <= 4, let end = last, end == "." || end == ")" else { return false }
        let body = dropLast()
        return !body.isEmpty && (body.allSatisfy(\.isNumber) || (end == ")" && body.count == 1))
    }
}
