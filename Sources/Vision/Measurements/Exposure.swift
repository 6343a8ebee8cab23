/// How light and dark are spread over the visible pixels of a picture. Luma is ITU-R BT.601's, 0 (black) to 1 (white).
///
/// Whether that is right is not said: a page is rightly almost white, and a night rightly almost black.
public struct Exposure: Sendable, Hashable {
    public let meanLuma: Double
    /// Lumas that 5, 50 and 95 of a hundred pixels do not exceed.
    public let percentile5: Double
    public let median: Double
    public let percentile95: Double
    /// The share of pixels at a luma of 250/255 and above, where a sensor or a scanner has usually nothing left to tell.
    public let whiteShare: Double
    /// The share of pixels at a luma of 5/255 and below.
    public let blackShare: Double

    /// In words, by the mean luma in fifths.
    public enum Brightness: String, Sendable, Hashable, CaseIterable {
        case veryDark = "very dark"
        case dark
        case medium = "of medium brightness"
        case bright
        case veryBright = "very bright"
    }

    /// In words, by how far the darkest and the lightest twentieth lie apart: under 0.25 low, over 0.7 high.
    public enum Contrast: String, Sendable, Hashable, CaseIterable {
        case low, medium, high
    }

    public var brightness: Brightness {
        switch meanLuma {
        case ..<0.2: .veryDark
        case ..<0.4: .dark
        case ..<0.6: .medium
        case ..<0.8: .bright
        default: .veryBright
        }
    }

    public var contrast: Contrast {
        switch percentile95 - percentile5 {
        case ..<0.25: .low
        case ...0.7: .medium
        default: .high
        }
    }

    /// - Parameter histogram: How many pixels have each of the 256 lumas. Nil where there are none.
    init?(histogram: [Int]) {
        let count = histogram.reduce(0, +)
        guard count > 0 else { return nil }
        let weighted = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.element }
        meanLuma = Double(weighted) / Double(count) / 255
        // The smallest luma that at least this part of the pixels does not exceed.
        func percentile(_ percent: Int) -> Double {
            var below = 0
            let luma = histogram.firstIndex { pixels in
                below += pixels
                return below * 100 >= count * percent
            }
            return Double(luma ?? 255) / 255
        }
        percentile5 = percentile(5)
        median = percentile(50)
        percentile95 = percentile(95)
        whiteShare = Double(histogram[250...].reduce(0, +)) / Double(count)
        blackShare = Double(histogram[...5].reduce(0, +)) / Double(count)
    }
}
