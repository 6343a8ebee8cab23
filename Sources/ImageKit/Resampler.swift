public import Pixels

/// Makes a picture smaller (or larger) with Lanczos-3, to the bytes that Pillow's `resize(…, LANCZOS)` gives.
///
/// The weights are applied to the samples as they are stored, that is to gamma-encoded sRGB and not to linear light: what
/// Pillow, browsers and camera previews do, and what the perceptual hashes of this project are defined over. Colours are
/// weighed by their alpha, so that what is transparent does not bleed into what is not.
///
/// Source of the algorithm: Pillow, src/libImaging/Resample.c.
public struct Resampler: Sendable {
    private enum Target {
        case longerSide(Int)
        case size(PixelSize)
    }

    private let target: Target

    /// Fits the longer side to `longerSidePixels` (at least 1) and keeps the aspect. Never enlarges.
    public init(longerSidePixels: Int) {
        precondition(longerSidePixels >= 1, "a picture has pixels")
        target = .longerSide(longerSidePixels)
    }

    /// Makes exactly `size` (both sides at least 1), larger than the picture too, whatever its aspect.
    public init(size: PixelSize) {
        precondition(size.width >= 1 && size.height >= 1, "a picture has pixels")
        target = .size(size)
    }

    /// Straight alpha in, straight alpha out.
    public func resample(_ raster: RGBARaster) -> RGBARaster {
        let size = outputSize(of: raster.size)
        guard size != raster.size else { return raster }
        let rows = RowResampler(from: raster.size, to: size, channels: 4, straightAlpha: !raster.isOpaque)
        return RGBARaster(
            size: size, samples: Self.feed(raster.samples, rowBytes: 4 * raster.size.width, to: rows),
            isOpaque: raster.isOpaque)
    }

    public func resample(_ plane: LumaPlane) -> LumaPlane {
        let size = outputSize(of: plane.size)
        guard size != plane.size else { return plane }
        let rows = RowResampler(from: plane.size, to: size, channels: 1)
        return LumaPlane(size: size, samples: Self.feed(plane.samples, rowBytes: plane.size.width, to: rows))
    }

    private func outputSize(of size: PixelSize) -> PixelSize {
        switch target {
        case .longerSide(let limit): size.fitted(longerSide: limit)
        case .size(let size): size
        }
    }

    private static func feed(_ samples: [UInt8], rowBytes: Int, to rows: RowResampler) -> [UInt8] {
        samples.withUnsafeBufferPointer { samples in
            for start in stride(from: 0, to: samples.count, by: rowBytes) {
                rows.push(UnsafeBufferPointer(rebasing: samples[start..<start + rowBytes]))
            }
        }
        return rows.finish()
    }
}
