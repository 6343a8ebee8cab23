import Foundation
import ImageKit
import Pixels
import Testing

@Suite("Encoders")
struct EncoderTests {
    private let photo: RGBARaster
    private let translucent: RGBARaster

    init() throws {
        photo = try ImageFile(contentsOf: Fixtures.path("reference/photo-420.jpg-80.png")).uprightRaster()
        translucent = try ImageFile(contentsOf: Fixtures.path("good/png-rgba8.png")).uprightRaster()
    }

    @Test("a JPEG is close to what went in, closer at a higher quality, and its kind is the one asked for")
    func jpeg() throws {
        let plain = try JPEGEncoder().encode(photo)
        let better = try JPEGEncoder(quality: 97, subsampling: .yuv444).encode(photo)
        let progressive = try JPEGEncoder(progressive: true).encode(photo)
        // Pillow at the same quality: 26.8 and, without subsampling at 97, 42.0.
        #expect(try Quality.psnr(ImageFile(bytes: plain).uprightRaster(), photo) > 26)
        #expect(try Quality.psnr(ImageFile(bytes: better).uprightRaster(), photo) > 38)
        #expect(try ImageFile(bytes: progressive).uprightRaster() == ImageFile(bytes: plain).uprightRaster())
        // The frame header: SOF0 or SOF2, then the sampling factors of the first of three components.
        #expect(frame(of: plain) == [0xC0, 0x22])
        #expect(frame(of: better) == [0xC0, 0x11])
        #expect(frame(of: progressive) == [0xC2, 0x22])
        #expect(try JPEGEncoder().encode(photo) == plain)
    }

    @Test("a JPEG shows what is transparent as white")
    func jpegAlpha() throws {
        let size = PixelSize(width: 16, height: 16)
        let clear = RGBARaster(size: size, samples: [UInt8](repeating: 0, count: 4 * 256), isOpaque: false)
        let half = RGBARaster(size: size, samples: (0..<256).flatMap { _ in [200, 0, 0, 128] }, isOpaque: false)
        let encoder = JPEGEncoder(quality: 100, subsampling: .yuv444)
        #expect(try ImageFile(bytes: encoder.encode(clear)).uprightRaster().samples.prefix(4) == [255, 255, 255, 255])
        let red = try ImageFile(bytes: encoder.encode(half)).uprightRaster().samples
        for (sample, expected) in zip(red, [227, 127, 127]) { #expect(abs(Int(sample) - expected) <= 2) }
    }

    @Test("PNG and lossless WebP give back what went in")
    func lossless() throws {
        for raster in [photo, translucent] {
            let png = try ImageFile(bytes: PNGEncoder().encode(raster))
            #expect(png.format == .png)
            #expect(try png.uprightRaster() == raster)
        }
        #expect(try ImageFile(bytes: WebPEncoder(lossless: true).encode(photo)).uprightRaster() == photo)
    }

    @Test("a PNG of noise, which can't be made smaller, is written too")
    func noise() throws {
        var state: UInt32 = 1
        let samples = (0..<4 * 300 * 300).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        for isOpaque in [false, true] {
            let raster = RGBARaster(size: PixelSize(width: 300, height: 300), samples: samples, isOpaque: isOpaque)
            let back = try ImageFile(bytes: PNGEncoder().encode(raster)).uprightRaster()
            #expect(back.samples[0..<3] == samples[0..<3])
        }
    }

    @Test("WebP keeps alpha, and is smaller at a lower quality")
    func webp() throws {
        let low = try WebPEncoder(quality: 20).encode(translucent)
        let high = try WebPEncoder(quality: 95).encode(translucent)
        #expect(low.count < high.count)
        let back = try ImageFile(bytes: high).uprightRaster()
        let alphas = stride(from: 3, to: back.samples.count, by: 4)
        #expect(alphas.map { back.samples[$0] } == alphas.map { translucent.samples[$0] })
    }

    @Test("AVIF keeps alpha, and is smaller at a lower quality")
    func avif() throws {
        let low = try AVIFEncoder(quality: 20).encode(translucent)
        let high = try AVIFEncoder(quality: 95).encode(translucent)
        #expect(low.count < high.count)
        let back = try ImageFile(bytes: high).uprightRaster()
        for pixel in stride(from: 3, to: back.samples.count, by: 4) {
            #expect(abs(Int(back.samples[pixel]) - Int(translucent.samples[pixel])) <= 8)
        }
    }

    @Test("a size that the format has no room for is an error, not a crash")
    func tooLarge() {
        let size = PixelSize(width: 65_600, height: 1)
        let raster = RGBARaster(size: size, samples: [UInt8](repeating: 9, count: 4 * size.area), isOpaque: true)
        #expect(throws: EncodeError.tooLarge(size, longestSide: 65_500)) { try JPEGEncoder().encode(raster) }
        #expect(throws: EncodeError.tooLarge(size, longestSide: 65_500)) { try PNGEncoder().encode(raster) }
        #expect(throws: EncodeError.tooLarge(size, longestSide: 16_383)) { try WebPEncoder().encode(raster) }
        #expect(throws: EncodeError.tooLarge(size, longestSide: 16_384)) { try AVIFEncoder().encode(raster) }
    }

    /// The kind of the frame and its first component's sampling factors.
    private func frame(of jpeg: [UInt8]) -> [UInt8] {
        for position in jpeg.indices.dropLast(12)
        where jpeg[position] == 0xFF && [0xC0, 0xC2].contains(jpeg[position + 1]) {
            return [jpeg[position + 1], jpeg[position + 11]]
        }
        return []
    }
}
