import CImageKit
import Pixels

/// Rows of a WebP by libwebp, scaled by its own scaler where much less is wanted. libwebp gives no rows while it
/// decodes, so that the (scaled) frame is held whole. Of an animation the first frame counts, on a canvas that is
/// otherwise transparent, as browsers and Pillow have it; the others only have to be there.
final class WebPRows: RowSource {
    let size: PixelSize
    let layout: RowLayout
    let profile: [UInt8]
    /// The frame's pixels, `frameSize.width * layout.channels` bytes a row, at `origin` on the canvas.
    private let pixels: UnsafeMutableBufferPointer<UInt8>
    private let frameSize: PixelSize
    private let origin: (x: Int, y: Int)
    private var nextRow = 0

    static func header(of bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeError) -> PictureHeader {
        let container = try WebPContainer(bytes, limits: limits)
        let exif = try container.chunk("EXIF", limits: limits)
        let frame = try container.firstFrame()
        var features = WebPBitstreamFeatures()
        let isPlain =
            !frame.hasAlpha && WebPGetFeatures(frame.data.bytes, frame.data.size, &features) == VP8_STATUS_OK
            && features.format == 1
        return PictureHeader(
            size: container.canvas, exifBlock: exif.isEmpty ? nil : exif,
            // As planes or RGB; without loss or with alpha, as RGBA and what that is made of.
            heldBytes: (isPlain ? 4 : 9) * frame.size.area)
    }

    init(_ bytes: UnsafeRawBufferPointer, for purpose: RowPurpose, limits: DecodeLimits) throws(DecodeError) {
        let container = try WebPContainer(bytes, limits: limits)
        let frame = try container.firstFrame()
        let isWhole = frame.size == container.canvas && frame.origin == (0, 0)
        layout = frame.hasAlpha || !isWhole ? .rgba : .rgb
        profile = try container.chunk("ICCP", limits: limits)
        // A frame that is only a part of its canvas is rare and small: it is not worth scaling.
        frameSize = isWhole ? purpose.scaledSize(of: frame.size) : frame.size
        size = isWhole ? frameSize : container.canvas
        origin = frame.origin
        pixels = .allocate(capacity: frameSize.area * layout.channels)
        let (layout, pixels, rowBytes) = (layout, pixels, frameSize.width * layout.channels)
        try Self.decode(frame.data, to: frameSize, scaled: frameSize != frame.size) { config in
            config.output.colorspace = layout == .rgba ? MODE_RGBA : MODE_RGB
            config.output.u.RGBA.rgba = pixels.baseAddress
            config.output.u.RGBA.stride = Int32(rowBytes)
            config.output.u.RGBA.size = pixels.count
        }
    }

    deinit { pixels.deallocate() }

    func readRow(into row: UnsafeMutableBufferPointer<UInt8>) throws(DecodeError) {
        let y = nextRow - origin.y
        nextRow += 1
        let rowBytes = frameSize.width * layout.channels
        if rowBytes < row.count { row.update(repeating: 0) }
        guard (0..<frameSize.height).contains(y) else { return row.update(repeating: 0) }
        let start = origin.x * layout.channels
        _ = UnsafeMutableBufferPointer(rebasing: row[start..<start + rowBytes])
            .update(fromContentsOf: pixels[y * rowBytes..<(y + 1) * rowBytes])
    }

    /// The frame is decoded whole at the start.
    func finish() throws(DecodeError) {}

    /// Decodes a frame to where `prepare` says.
    static func decode(
        _ data: WebPData, to size: PixelSize, scaled: Bool, prepare: (inout WebPDecoderConfig) -> Void
    ) throws(DecodeError) {
        var config = WebPDecoderConfig()
        guard WebPInitDecoderConfig(&config) != 0 else {
            throw .unsupported(.webp, reason: "libwebp is not of the version that this was built with")
        }
        config.output.is_external_memory = 1
        prepare(&config)
        if scaled {
            config.options.use_scaling = 1
            config.options.scaled_width = Int32(size.width)
            config.options.scaled_height = Int32(size.height)
        }
        let status = WebPDecode(data.bytes, data.size, &config)
        guard status != VP8_STATUS_OUT_OF_MEMORY else { throw .outOfMemory(.webp) }
        guard status == VP8_STATUS_OK else {
            throw .damaged(.webp, reason: "\(sentence(for: status)) (row \(config.output.height))")
        }
    }

    private static func sentence(for status: VP8StatusCode) -> String {
        switch status {
        case VP8_STATUS_BITSTREAM_ERROR: "the bit stream is corrupt"
        case VP8_STATUS_SUSPENDED, VP8_STATUS_NOT_ENOUGH_DATA: "the bit stream ends too soon"
        case VP8_STATUS_UNSUPPORTED_FEATURE: "a feature that libwebp does not do"
        default: "libwebp status \(status.rawValue)"
        }
    }
}

extension RowPurpose {
    /// libwebp's scaler goes to any size, so that it is left to do all of the coarse part.
    fileprivate func scaledSize(of size: PixelSize) -> PixelSize {
        switch self {
        case .asStored: size
        case .verification: PixelSize(width: (size.width + 7) / 8, height: (size.height + 7) / 8)
        case .display(let least):
            size.width > least.width && size.height > least.height ? least : size
        }
    }
}
