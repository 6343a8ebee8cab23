import CImageKit
public import Pixels

/// Writes WebP by libwebp, alpha kept.
public struct WebPEncoder: Sendable {
    /// 0…100; of no meaning without loss.
    public let quality: Int
    public let lossless: Bool

    public init(quality: Int = 80, lossless: Bool = false) {
        self.quality = min(max(quality, 0), 100)
        self.lossless = lossless
    }

    /// - Throws: `tooLarge` beyond the format's 16,383 pixels.
    public func encode(_ raster: RGBARaster) throws(EncodeError) -> [UInt8] {
        let size = raster.size
        guard size.longerSide <= Int(WEBP_MAX_DIMENSION) else {
            throw .tooLarge(size, longestSide: Int(WEBP_MAX_DIMENSION))
        }
        let (width, height, stride) = (Int32(size.width), Int32(size.height), Int32(4 * size.width))
        var buffer: UnsafeMutablePointer<UInt8>?
        defer { WebPFree(buffer) }
        let count = raster.samples.withUnsafeBufferPointer { samples in
            lossless
                ? WebPEncodeLosslessRGBA(samples.baseAddress, width, height, stride, &buffer)
                : WebPEncodeRGBA(samples.baseAddress, width, height, stride, Float(quality), &buffer)
        }
        guard count > 0 else { throw .failed(.webp, reason: "libwebp gave no bytes and no reason") }
        return Array(UnsafeBufferPointer(start: buffer, count: count))
    }
}
