import CImageKit
import Pixels

/// Owns one of Leptonica's pictures and frees it. Not `Sendable`: it stays on the thread that reads.
///
/// Leptonica answers with nil where memory is short or a size is beyond it; here that is `EngineFailure`.
final class GrayPix {
    let pix: UnsafeMutablePointer<Pix>

    private init(owning pix: UnsafeMutablePointer<Pix>?) throws(EngineFailure) {
        guard let pix else { throw EngineFailure(reason: "leptonica made no picture") }
        self.pix = pix
    }

    deinit {
        var pix: UnsafeMutablePointer<Pix>? = pix
        pixDestroy(&pix)
    }

    /// Eight bits a pixel, of `samples` row after row.
    convenience init(_ samples: [UInt8], size: PixelSize) throws(EngineFailure) {
        try self.init(owning: pixCreateNoInit(Int32(size.width), Int32(size.height), 8))
        let bytesPerRow = 4 * Int(pixGetWpl(pix))
        guard let data = pixGetData(pix) else { throw EngineFailure(reason: "leptonica made no picture") }
        samples.withUnsafeBytes { source in
            guard let first = source.baseAddress else { return }
            for y in 0..<size.height {
                let row = UnsafeMutableRawPointer(data) + y * bytesPerRow
                row.copyMemory(from: first + y * size.width, byteCount: size.width)
            }
        }
        // Leptonica keeps the leftmost pixel in a word's highest byte.
        pixEndianByteSwap(pix)
    }

    var size: PixelSize { PixelSize(width: Int(pixGetWidth(pix)), height: Int(pixGetHeight(pix))) }

    /// Ink where a sample is below `threshold`; one bit a pixel.
    func ink(below threshold: Int) throws(EngineFailure) -> GrayPix {
        try GrayPix(owning: pixThresholdToBinary(pix, Int32(threshold)))
    }

    /// Turned clockwise by quarters.
    func turned(quarters: Int) throws(EngineFailure) -> GrayPix {
        try GrayPix(owning: pixRotateOrth(pix, Int32(quarters & 3)))
    }

    /// Each side by a factor of its own: areas averaged where it shrinks much, interpolated otherwise, never sharpened.
    func scaled(x: Double, y: Double) throws(EngineFailure) -> GrayPix {
        guard x != 1 || y != 1 else { return try GrayPix(owning: pixClone(pix)) }
        return try GrayPix(owning: pixScaleGeneral(pix, Float(x), Float(y), 0, 0))
    }

    /// Turned clockwise about its centre, on a sheet large enough for all of it, white where nothing was.
    func turned(radians: Double) throws(EngineFailure) -> GrayPix {
        guard radians != 0 else { return try GrayPix(owning: pixClone(pix)) }
        return try GrayPix(
            owning: pixRotate(
                pix, Float(radians), Int32(L_ROTATE_AREA_MAP), Int32(L_BRING_IN_WHITE), Int32(size.width),
                Int32(size.height)))
    }

    /// Of ink: the angle in radians by which lines of text must be turned clockwise to lie level. 0 where they do, as
    /// near as matters to Tesseract, or where there is too little text to tell. Finds angles of up to 7 degrees.
    func skew() -> Double {
        var degrees: Float = 0
        var confidence: Float = 0
        guard pixFindSkew(pix, &degrees, &confidence) == 0, confidence > 2.5, abs(degrees) > 0.25 else { return 0 }
        return Double(degrees) * .pi / 180
    }

    /// Of ink: the boxes of its connected pieces.
    func pieces() -> [PixelBox] {
        var boxes = pixConnCompBB(pix, 8)
        defer { boxaDestroy(&boxes) }
        guard let boxes else { return [] }
        return (0..<boxaGetCount(boxes)).compactMap { index in
            var (left, top, width, height): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
            guard boxaGetBoxGeometry(boxes, index, &left, &top, &width, &height) == 0 else { return nil }
            return PixelBox(x: Int(left), y: Int(top), width: Int(width), height: Int(height))
        }
    }
}

/// Why nothing came out: memory, a size beyond Leptonica, a model that Tesseract does not load. For the log.
struct EngineFailure: Error {
    let reason: String
}
