import CImageKit
import CImageShims
public import Pixels

/// Writes WebP by libwebp, alpha kept.
public struct WebPEncoder: Sendable {
    /// 0…100; of no meaning without loss.
    public let quality: Int
    public let lossless: Bool
    /// 0…6, libwebp's `method`: how long it looks for what is smaller.
    public let effort: Int

    public init(quality: Int = 80, lossless: Bool = false, effort: Int = 4) {
        self.quality = min(max(quality, 0), 100)
        self.lossless = lossless
        self.effort = min(max(effort, 0), 6)
    }

    /// - Throws: `tooLarge` beyond the format's 16,383 pixels.
    public func encode(_ raster: RGBARaster) throws(EncodeError) -> [UInt8] {
        try write(raster.size) { picture in
            // Whatever libwebp then makes of it: planes, or without loss the pixels as they are.
            picture.use_argb = lossless ? 1 : 0
            return WebPPictureImportRGBA(&picture, raster.samples, Int32(4 * raster.size.width)) != 0
        }
    }

    /// Has `fill` put pixels into a picture of `size`, and writes it.
    private func write(
        _ size: PixelSize, _ fill: (inout WebPPicture) -> Bool
    ) throws(EncodeError) -> [UInt8] {
        guard size.longerSide <= Int(WEBP_MAX_DIMENSION) else {
            throw .tooLarge(size, longestSide: Int(WEBP_MAX_DIMENSION))
        }
        var config = WebPConfig()
        var picture = WebPPicture()
        guard WebPConfigInit(&config) != 0, WebPPictureInit(&picture) != 0 else {
            throw .failed(.webp, reason: "libwebp is not of the version that this was built with")
        }
        defer { WebPPictureFree(&picture) }
        // Without loss this is an effort too, and libwebp's own default.
        config.quality = lossless ? 70 : Float(quality)
        config.lossless = lossless ? 1 : 0
        config.method = Int32(effort)
        picture.width = Int32(size.width)
        picture.height = Int32(size.height)
        var writer = WebPMemoryWriter()
        WebPMemoryWriterInit(&writer)
        defer { WebPMemoryWriterClear(&writer) }
        let isWritten = withUnsafeMutablePointer(to: &writer) { writer in
            picture.writer = WebPMemoryWrite
            picture.custom_ptr = UnsafeMutableRawPointer(writer)
            return fill(&picture) && WebPEncode(&config, &picture) != 0
        }
        guard isWritten else { throw .failed(.webp, reason: "libwebp error \(picture.error_code.rawValue)") }
        return Array(UnsafeBufferPointer(start: writer.mem, count: writer.size))
    }
}

extension WebPEncoder: PlaneEncoder {
    var takesPlanes: Bool { !lossless }

    func encode(_ picture: PlanePicture) throws(EncodeError) -> [UInt8] {
        let upright = picture.uprightSize
        var planes = picture.upright(CALOTYPE_LEVELS_VIDEO_LUMA, CALOTYPE_LEVELS_VIDEO_COLOUR)
        if planes.count == 1 {
            let gray = UprightPlane(of: 128, (upright.width + 1) / 2, (upright.height + 1) / 2)
            planes += [gray, gray]
        }
        return try withExtendedLifetime(planes) { () throws(EncodeError) -> [UInt8] in
            try write(upright) { target in
                // Borrowed: libwebp reads from them, and frees only what it has allocated itself.
                target.y = planes[0].samples.baseAddress
                target.u = planes[1].samples.baseAddress
                target.v = planes[2].samples.baseAddress
                target.y_stride = Int32(planes[0].stride)
                target.uv_stride = Int32(planes[1].stride)
                return true
            }
        }
    }
}
