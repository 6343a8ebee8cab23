public import Pixels

import Foundation

/// A picture in 15 to 25 bytes: its average colour, its rough aspect, and how it varies at the lowest frequencies. A
/// client shows it, blurred, until the picture itself is there.
///
/// Source: E. Wallace, ThumbHash (2023), https://evanw.github.io/thumbhash/. The bytes are those of its author's code
/// wherever no number lies within 1e-6 of where rounding turns, for pictures up to 100 pixels a side.
public struct ThumbHash: Hashable, Sendable {
    public let bytes: [UInt8]

    /// The form in which it stands in JSON: base64 with padding.
    public var base64: String { Data(bytes).base64EncodedString() }

    /// A raster with a side over 100 pixels is first reduced by averaging: what is lost shows nowhere in the hash.
    ///
    /// - Precondition: the raster has a pixel.
    public init(of raster: RGBARaster) {
        precondition(raster.size.area > 0, "no pixel to hash")
        let means = ThumbMeans(of: raster, longerSide: 100)
        let spectrum = ThumbSpectrum(of: means)
        // A picture with alpha pays for it with brightness, or it would not stay small.
        let limit = means.isOpaque ? 7 : 5
        let across = Self.terms(for: raster.size.width, of: raster.size.longerSide, limit: limit)
        let down = Self.terms(for: raster.size.height, of: raster.size.longerSide, limit: limit)
        let isLandscape = raster.size.width > raster.size.height

        let luma = spectrum.channel(.luma, across: max(3, across), down: max(3, down))
        let yellowBlue = spectrum.channel(.yellowBlue, across: 3, down: 3)
        let redGreen = spectrum.channel(.redGreen, across: 3, down: 3)
        let alpha = means.isOpaque ? nil : spectrum.channel(.alpha, across: 5, down: 5)

        var packer = ThumbPacker()
        packer.append(share: luma.constant, bits: 6)
        packer.append(share: (yellowBlue.constant + 1) / 2, bits: 6)
        packer.append(share: (redGreen.constant + 1) / 2, bits: 6)
        packer.append(share: luma.scale, bits: 5)
        packer.append(means.isOpaque ? 0 : 1, bits: 1)
        // The longer side's count is the limit, so the shorter side's is enough: the aspect, roughly.
        packer.append(isLandscape ? down : across, bits: 3)
        packer.append(share: yellowBlue.scale, bits: 6)
        packer.append(share: redGreen.scale, bits: 6)
        packer.append(isLandscape ? 1 : 0, bits: 1)
        if let alpha {
            packer.append(share: alpha.constant, bits: 4)
            packer.append(share: alpha.scale, bits: 4)
        }
        for channel in [luma, yellowBlue, redGreen, alpha] {
            for share in channel?.shares ?? [] { packer.append(share: share, bits: 4) }
        }
        bytes = packer.bytes
    }

    /// How many frequencies a side gets: as many of `limit` as it is of the longer side, halves up, and one at least.
    private static func terms(for side: Int, of longerSide: Int, limit: Int) -> Int {
        max(1, (2 * limit * side + longerSide) / (2 * longerSide))
    }
}

/// Numbers of a few bits, one after another, each from the lowest free bit up.
private struct ThumbPacker {
    private(set) var bytes: [UInt8] = []
    private var free = 0

    /// - Parameter share: 0...1 of the largest number that `bits` hold, to the nearest, halves up.
    mutating func append(share: Double, bits: Int) {
        let largest = Double(1 << bits - 1)
        append(Int(min(max(share * largest + 0.5, 0), largest)), bits: bits)
    }

    mutating func append(_ number: Int, bits: Int) {
        for bit in 0..<bits {
            if free == 0 {
                bytes.append(0)
                free = 8
            }
            bytes[bytes.count - 1] |= UInt8(number >> bit & 1) << (8 - free)
            free -= 1
        }
    }
}
