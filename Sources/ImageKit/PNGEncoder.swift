import CImageKit
public import Pixels

/// Writes PNG by libpng: 8 bits, RGBA, or RGB where the raster is known to be opaque, marked as sRGB.
public struct PNGEncoder: Sendable {
    public init() {}

    /// - Throws: `tooLarge` beyond the 65,500 pixels that we read ourselves.
    public func encode(_ raster: RGBARaster) throws(EncodeError) -> [UInt8] {
        let size = raster.size
        guard size.longerSide <= 65_500 else { throw .tooLarge(size, longestSide: 65_500) }
        let samples = raster.isOpaque ? raster.withoutAlpha() : raster.samples
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(size.width)
        image.height = png_uint_32(size.height)
        // PNG_FORMAT_RGBA and PNG_FORMAT_RGB, macros that Swift can't see.
        image.format = png_uint_32(
            raster.isOpaque ? PNG_FORMAT_FLAG_COLOR : PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
        defer { png_image_free(&image) }
        // What can't be exceeded: the filtered rows stored as they are (5 bytes for each 16 kB at the least), chunk
        // headers for each 8 kB, and the rest of the file. Pages that stay unwritten cost nothing.
        let raw = samples.count + size.height
        var count = raw + raw / 256 + 4096
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            let status = png_image_write_to_memory(&image, buffer.baseAddress, &count, 0, samples, 0, nil)
            written = status != 0 ? count : 0
        }
        guard !bytes.isEmpty else {
            let sentence = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            throw .failed(.png, reason: sentence)
        }
        return Array(bytes)
    }
}

extension RGBARaster {
    fileprivate func withoutAlpha() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 3 * size.area) { colours, count in
            for pixel in 0..<size.area {
                for channel in 0..<3 { colours[3 * pixel + channel] = samples[4 * pixel + channel] }
            }
            count = 3 * size.area
        }
    }
}
