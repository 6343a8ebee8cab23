import CImageKit
public import Pixels

/// Writes JPEG by libjpeg-turbo: sRGB as YCbCr, alpha flattened on white, no metadata. The same raster gives the same
/// bytes.
public struct JPEGEncoder: Sendable {
    public enum Subsampling: Sendable {
        /// Colour at full resolution.
        case yuv444
        /// Half of it across.
        case yuv422
        /// Half of it across and down: what cameras and Pillow write.
        case yuv420
    }

    /// 1…100, as libjpeg counts.
    public let quality: Int
    public let subsampling: Subsampling
    /// In several scans, from coarse to fine: smaller, and slower to make.
    public let progressive: Bool

    public init(quality: Int = 85, subsampling: Subsampling = .yuv420, progressive: Bool = false) {
        self.quality = min(max(quality, 1), 100)
        self.subsampling = subsampling
        self.progressive = progressive
    }

    /// - Throws: `tooLarge` beyond libjpeg's 65,500 pixels.
    public func encode(_ raster: RGBARaster) throws(EncodeError) -> [UInt8] {
        let size = raster.size
        guard size.longerSide <= 65_500 else { throw .tooLarge(size, longestSide: 65_500) }
        guard let handle = tjInitCompress() else { throw .failed(.jpeg, reason: "no memory for TurboJPEG") }
        defer { tjDestroy(handle) }
        var buffer: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        defer { tjFree(buffer) }
        let flags = TJFLAG_ACCURATEDCT | (progressive ? TJFLAG_PROGRESSIVE : 0)
        // TJPF_RGBX: the fourth byte is stepped over.
        let status = raster.flattened().withUnsafeBufferPointer { samples in
            tjCompress2(
                handle, samples.baseAddress, Int32(size.width), 0, Int32(size.height), Int32(TJPF_RGBX.rawValue),
                &buffer,
                &count, subsampling.turbo, Int32(quality), flags)
        }
        guard status == 0, let buffer else {
            throw .failed(.jpeg, reason: tjGetErrorStr2(handle).map { String(cString: $0) } ?? "no reason given")
        }
        return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
    }
}

extension JPEGEncoder.Subsampling {
    fileprivate var turbo: Int32 {
        switch self {
        case .yuv444: Int32(TJSAMP_444.rawValue)
        case .yuv422: Int32(TJSAMP_422.rawValue)
        case .yuv420: Int32(TJSAMP_420.rawValue)
        }
    }
}

extension RGBARaster {
    /// The samples over white, each rounded to the nearest; the fourth byte is left as it is.
    fileprivate func flattened() -> [UInt8] {
        guard !isOpaque else { return samples }
        var flat = samples
        for pixel in stride(from: 0, to: flat.count, by: 4) {
            let alpha = Int(flat[pixel + 3])
            for channel in pixel..<pixel + 3 {
                flat[channel] = UInt8((Int(flat[channel]) * alpha + 255 * (255 - alpha) + 127) / 255)
            }
        }
        return flat
    }
}
