import Foundation
public import Pixels

/// What a picture looks like in 205 bytes: which colours its content has, and where which edges lie in it. Pictures of
/// things of one kind have descriptors that are near each other, wherever in the picture the thing is and however large.
///
/// Two histograms over the content box (`Slopes.contentBox`), each kept as the square roots of its shares, so that the
/// plain distance between two is Hellinger's (Hellinger 1909; it is what makes histograms comparable by their shape):
/// colours in CIELAB, and directions of edges in a grid of cells, after Dalal and Triggs, "Histograms of oriented
/// gradients for human detection" (CVPR 2005), with the shares of all cells taken together so that an empty cell tells too.
public struct AppearanceDescriptor: Sendable, Hashable {
    /// Changes with the meaning of `bytes`. Descriptors of two versions can't be compared.
    public static let version: UInt8 = 1

    /// To be kept: the version, then a byte for each value.
    public let bytes: [UInt8]

    /// Describes an upright picture of any size.
    public init(of raster: RGBARaster) {
        let picture = SmallPicture(of: raster)
        let slopes = Slopes(of: picture)
        let box = slopes.contentBox
        let values = ColorLayout(of: picture, in: box).values + EdgeLayout(of: slopes, in: box).values
        bytes = [Self.version] + values.map { UInt8((255 * min(1, max(0, $0))).rounded()) }
    }

    /// What was kept. Nil where it is none, or of another version.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 1 + ColorLayout.count + EdgeLayout.count, bytes[0] == Self.version else { return nil }
        self.bytes = bytes
    }

    /// From 0 (the same) to about 1 (nothing in common).
    public func distance(to other: Self) -> Double {
        let edges = 1 + ColorLayout.count
        let color = squared(other, 1..<edges)
        let shape = squared(other, edges..<bytes.count)
        return (Self.colorWeight * color + (1 - Self.colorWeight) * shape).squareRoot()
    }

    /// Things are told apart by their shape more than by their colour, which is often the buyer's choice.
    private static let colorWeight = 0.2

    /// Half the squared distance between two lists of square roots of shares: 0…1.
    private func squared(_ other: Self, _ range: Range<Int>) -> Double {
        var sum = 0
        for index in range {
            let difference = Int(bytes[index]) - Int(other.bytes[index])
            sum += difference * difference
        }
        return Double(sum) / (2 * 255 * 255)
    }
}
