import ImageKit
import Pixels
import Testing

/// Previews from and to the formats whose planes are a JPEG's, or nearly so.
@Suite("WebP and AVIF previews")
struct PreviewFormatTests {
    @Test(
        "a WebP's preview is made of its planes, and is what `previews` shows",
        arguments: GoodPicturesTests.names.filter { $0.hasSuffix(".webp") })
    func webp(name: String) throws {
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        for side in [9, 21, 1000] {
            let made = try ImageFile(
                bytes: file.jpegPreviews(longerSides: [side], by: JPEGPreviewTests.finest)[0].bytes)
            let raster = try file.previews(longerSides: [side])[0]
            let plain = try ImageFile(bytes: JPEGPreviewTests.finest.encode(raster)).uprightRaster()
            #expect(try Quality.psnr(made.uprightRaster(), plain) > 30, "at \(side)")
        }
    }

    @Test(
        "a preview in WebP shows what one in JPEG does, and never leaves the planes either",
        arguments: GoodPicturesTests.names.filter {
            $0.hasSuffix(".jpg") || $0.hasSuffix(".webp") || $0.contains("rgba")
        })
    func inWebP(name: String) throws {
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        let sides = [21, 11, 1000]
        let made = try file.webpPreviews(longerSides: sides, by: WebPEncoder(quality: 100))
        for (webp, side) in zip(made, sides) {
            let decoded = try ImageFile(bytes: webp.bytes)
            #expect(decoded.format == .webp)
            #expect(try decoded.uprightRaster().size == webp.size)
            let raster = try file.previews(longerSides: [side])[0]
            let plain = try ImageFile(bytes: WebPEncoder(quality: 100).encode(raster)).uprightRaster()
            #expect(try decoded.uprightRaster().isOpaque == plain.isOpaque)
            #expect(try Quality.psnr(decoded.uprightRaster(), plain) > 30, "at \(side)")
        }
        let box = PixelSize(width: 7, height: 100)
        #expect(try file.webpPreview(fitting: box).size == file.uprightSize.fitted(inside: box))
    }

    @Test(
        "a preview in AVIF shows what one in JPEG does, in its colours, gray and with alpha",
        arguments: GoodPicturesTests.names.filter {
            $0.hasSuffix(".jpg") || $0.hasSuffix(".webp") || $0.contains("rgba")
        })
    func inAVIF(name: String) throws {
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        for side in [21, 11, 1000] {
            let box = PixelSize(width: side, height: side)
            let made = try file.avifPreview(fitting: box, by: AVIFEncoder(quality: 95))
            let decoded = try ImageFile(bytes: made.bytes)
            #expect(decoded.format == .avif)
            let (shown, plain) = (try decoded.uprightRaster(), try file.preview(fitting: box))
            #expect(shown.size == made.size && shown.size == plain.size)
            #expect(shown.isOpaque == plain.isOpaque)
            // In colours against the same that went through RGB, since both then have lost half of the colours' resolution;
            // in brightness against what was to be shown.
            let twin = try ImageFile(bytes: AVIFEncoder(quality: 95).encode(plain)).uprightRaster()
            #expect(Quality.psnr(shown, twin) > 30, "at \(side)")
            let off = zip(luma(shown).samples, luma(plain).samples).map { abs(Int($0) - Int($1)) }
            #expect(!plain.isOpaque || off.reduce(0, +) < 4 * off.count, "at \(side)")
        }
    }
}
