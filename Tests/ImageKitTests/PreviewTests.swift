import Foundation
import ImageKit
import Pixels
import Testing

/// Previews that are decoded at a scale, against Pillow's LANCZOS of the full picture.
@Suite("Previews")
struct PreviewTests {
    static let references = Fixtures.names(in: "reference").filter {
        $0.hasSuffix("-80.png") || $0.hasSuffix("-40.png")
    }

    @Test(
        "the quick resampler is a level or two from Pillow's bytes, but for edges that Pillow clips between its passes",
        arguments: ["png-rgb8.png", "png-gray8.png", "bmp-24.bmp"])
    func twins(name: String) throws {
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        for side in [20, 17, 14, 11] {
            let quick = try file.previews(longerSides: [side])[0]
            let plain = try Resampler(longerSidePixels: side).resample(file.uprightRaster())
            let differences = zip(quick.samples, plain.samples).map { abs(Int($0) - Int($1)) }
            #expect(differences.count { $0 > 2 } <= differences.count / 50, "at \(side)")
            #expect(differences.reduce(0, +) <= differences.count / 4, "at \(side)")
        }
    }

    @Test("a preview can't be told from Pillow's LANCZOS of the full picture", arguments: references)
    func quality(reference: String) throws {
        let (photo, side) = try Self.parts(of: reference)
        let expected = try ImageFile(contentsOf: Fixtures.path("reference/\(reference)")).uprightRaster()
        let preview = try ImageFile(contentsOf: Fixtures.path("reference/\(photo)")).previews(longerSides: [side])[0]
        #expect(preview.size == expected.size)
        // The promise is 35; a picture squeezed by half a pixel, or decoded too coarsely, comes below this.
        #expect(Quality.psnr(preview, expected) > 42)
        #expect(Quality.ssim(preview, expected) > 0.99)
    }

    @Test(
        "a small preview made beside a large one is as good", arguments: references.filter { $0.hasSuffix("-40.png") })
    func chained(reference: String) throws {
        let (photo, side) = try Self.parts(of: reference)
        let expected = try ImageFile(contentsOf: Fixtures.path("reference/\(reference)")).uprightRaster()
        let previews = try ImageFile(contentsOf: Fixtures.path("reference/\(photo)")).previews(longerSides: [200, side])
        #expect(Quality.psnr(previews[1], expected) > 35)
        #expect(Quality.ssim(previews[1], expected) > 0.99)
    }

    @Test("what is transparent does not bleed into what is not")
    func bleeding() throws {
        let file = try ImageFile(contentsOf: Fixtures.path("reference/chequered.webp"))
        let expected = try ImageFile(contentsOf: Fixtures.path("reference/chequered.webp-80.png")).uprightRaster()
        let preview = try file.previews(longerSides: [80])[0]
        #expect(!preview.isOpaque)
        // Where all is opaque the colour is the picture's own, right up to the edge.
        for pixel in stride(from: 0, to: preview.samples.count, by: 4) where expected.samples[pixel + 3] > 250 {
            for channel in pixel..<pixel + 3 {
                #expect(abs(Int(preview.samples[channel]) - Int(expected.samples[channel])) <= 40)
            }
        }
    }

    @Test("a large PNG made small can't be told from Lanczos over every pixel", arguments: [20, 31, 48])
    func reduced(side: Int) throws {
        // Sides that no factor divides.
        let size = PixelSize(width: 403, height: 307)
        let samples = (0..<size.area).flatMap { pixel -> [UInt8] in
            let (x, y) = (Double(pixel % size.width), Double(pixel / size.width))
            let wave = 90 * sin(x / 37) * cos(y / 53) + 20 * sin((x + y) / 9)
            return [128 + wave, 100 + wave / 2 + y / 10, 130 - wave, 255].map { UInt8(clamping: Int($0)) }
        }
        let full = RGBARaster(size: size, samples: samples, isOpaque: true)
        let preview = try ImageFile(bytes: PNGEncoder().encode(full)).previews(longerSides: [side])[0]
        let expected = Resampler(longerSidePixels: side).resample(full)
        #expect(Quality.psnr(preview, expected) > 42)
        #expect(Quality.ssim(preview, expected) > 0.99)
    }

    @Test("a PNG that libpng has to read shows what the quick decoder shows")
    func carefully() throws {
        for name in GoodPicturesTests.names where name.hasSuffix(".png") {
            let bytes = try Fixtures.bytes("good/\(name)")
            let quick = try ImageFile(bytes: bytes).uprightRaster()
            // A private chunk with a wrong checksum before the last: libpng passes over it, and the quick decoder asks it to.
            var doubtful = bytes
            doubtful.insert(contentsOf: [0, 0, 0, 0] + Array("caLt".utf8) + [1, 2, 3, 4], at: bytes.count - 12)
            #expect(try ImageFile(bytes: doubtful).uprightRaster() == quick, "\(name)")
        }
    }

    static func parts(of reference: String) throws -> (photo: String, side: Int) {
        let cut = try #require(reference.lastIndex(of: "-"))
        let side = try #require(Int(reference[reference.index(after: cut)...].dropLast(4)))
        return (String(reference[..<cut]), side)
    }
}

/// How far two rasters of one size are apart, on what a viewer sees: colours weighed by alpha.
enum Quality {
    /// In decibels, over red, green and blue.
    static func psnr(_ one: RGBARaster, _ other: RGBARaster) -> Double {
        let (a, b) = (visible(one), visible(other))
        let squares = zip(a, b).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return 10 * log10(255 * 255 * Double(a.count) / max(squares, 1e-9))
    }

    /// The mean of Wang et al. 2004 over all windows of 7 × 7, on the mean of the three colours.
    static func ssim(_ one: RGBARaster, _ other: RGBARaster) -> Double {
        let (a, b) = (gray(one), gray(other))
        let (width, height) = (one.size.width, one.size.height)
        var sum = 0.0
        var windows = 0.0
        for top in 0...height - 7 {
            for left in 0...width - 7 {
                var (sa, sb, saa, sbb, sab) = (0.0, 0.0, 0.0, 0.0, 0.0)
                for y in top..<top + 7 {
                    for x in left..<left + 7 {
                        let (p, q) = (a[y * width + x], b[y * width + x])
                        sa += p
                        sb += q
                        saa += p * p
                        sbb += q * q
                        sab += p * q
                    }
                }
                let (ma, mb) = (sa / 49, sb / 49)
                let (va, vb, cov) = (saa / 49 - ma * ma, sbb / 49 - mb * mb, sab / 49 - ma * mb)
                let (c1, c2) = (2.55 * 2.55, 7.65 * 7.65)
                sum += (2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
                windows += 1
            }
        }
        return sum / windows
    }

    private static func visible(_ raster: RGBARaster) -> [Double] {
        stride(from: 0, to: raster.samples.count, by: 4).flatMap { pixel in
            (0..<3).map { Double(raster.samples[pixel + $0]) * Double(raster.samples[pixel + 3]) / 255 }
        }
    }

    private static func gray(_ raster: RGBARaster) -> [Double] {
        let colours = visible(raster)
        return stride(from: 0, to: colours.count, by: 3).map { pixel in
            let sum = colours[pixel] + colours[pixel + 1] + colours[pixel + 2]
            return sum / 3
        }
    }
}
