import CImageKit
import CImageShims
import Pixels

/// A lossy WebP decoded to the planes that it is stored in, scaled by libwebp where much less is wanted: without the
/// upsampling and the turn to RGB, which together take a third of a decode. libwebp gives no rows, so that the (scaled) planes
/// are held whole, a byte and a half a pixel.
final class WebPPlanes: PlaneSource {
    let planes: [SourcePlane]
    private let frame: WebPContainer.Frame
    /// Of libwebp's frame, which may be larger than what is wanted needs.
    private let size: PixelSize
    private let samples: UnsafeMutableBufferPointer<UInt8>

    /// nil where the picture is another: without loss, with alpha, a part of its canvas, or with colours of its own.
    init?(_ bytes: UnsafeRawBufferPointer, for stored: PixelSize, limits: DecodeLimits) throws(DecodeError) {
        let container = try WebPContainer(bytes, limits: limits)
        let frame = try container.firstFrame()
        var features = WebPBitstreamFeatures()
        guard frame.size == container.canvas, frame.origin == (0, 0), !frame.hasAlpha,
            WebPGetFeatures(frame.data.bytes, frame.data.size, &features) == VP8_STATUS_OK, features.format == 1,
            ColorTransform(profile: try container.chunk("ICCP", limits: limits), of: .rgb) == nil
        else { return nil }
        self.frame = frame
        let least = PixelSize(
            width: ImageFile.oversampling * stored.width, height: ImageFile.oversampling * stored.height)
        // Scaling to a half or more takes longer than doing without.
        let scales = frame.size.width > 2 * least.width && frame.size.height > 2 * least.height
        size = scales ? least : frame.size
        let half = PixelSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
        // What an odd side has too many of a colour plane, libwebp's scaler has shared out already.
        let covered =
            scales
            ? (width: Double(half.width), height: Double(half.height))
            : (width: Double(size.width) / 2, height: Double(size.height) / 2)
        let luma = SourcePlane(size: size, extent: (width: Double(size.width), height: Double(size.height)))
        planes = [luma, SourcePlane(size: half, extent: covered), SourcePlane(size: half, extent: covered)]
        samples = .allocate(capacity: size.area + 2 * half.area)
    }

    deinit { samples.deallocate() }

    func forEachRow(_ body: (Int, UnsafePointer<Int16>) -> Void) throws(DecodeError) -> Bool {
        let starts = [0, size.area, size.area + planes[1].size.area]
        try WebPRows.decode(frame.data, to: size, scaled: size != frame.size) { config in
            config.output.colorspace = MODE_YUV
            let half = planes[1].size
            config.output.u.YUVA.y = samples.baseAddress
            config.output.u.YUVA.u = samples.baseAddress.map { $0 + starts[1] }
            config.output.u.YUVA.v = samples.baseAddress.map { $0 + starts[2] }
            config.output.u.YUVA.y_stride = Int32(size.width)
            config.output.u.YUVA.u_stride = Int32(half.width)
            config.output.u.YUVA.v_stride = Int32(half.width)
            config.output.u.YUVA.y_size = size.area
            config.output.u.YUVA.u_size = half.area
            config.output.u.YUVA.v_size = half.area
        }
        var row = [Int16](repeating: 0, count: size.width)
        for (index, plane) in planes.enumerated() {
            for y in 0..<plane.size.height {
                guard let bytes = samples.baseAddress.map({ $0 + starts[index] + y * plane.size.width }) else { break }
                let levels = index == 0 ? CALOTYPE_LEVELS_VIDEO_LUMA : CALOTYPE_LEVELS_VIDEO_COLOUR
                calotype_plane_widen(bytes, plane.size.width, levels, &row)
                row.withUnsafeBufferPointer { if let start = $0.baseAddress { body(index, start) } }
            }
        }
        return true
    }
}
