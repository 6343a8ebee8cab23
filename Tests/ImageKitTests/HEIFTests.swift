import Foundation
import ImageKit
import Pixels
import Testing

/// The pictures of fixtures/heif (scripts/make-heif-fixtures.py), and what Pillow and pillow-heif see in them.
@Suite("HEIC and AVIF")
struct HEIFTests {
    private static let rows = Fixtures.table("../heif/expected.csv")
    private static let names = rows.compactMap { $0["file"] }

    private static func bytes(_ name: String) throws -> [UInt8] { try Fixtures.bytes("../heif/\(name)") }

    @Test("every kind is known by its brand, and comes out in its size and its colours", arguments: names)
    func kinds(name: String) throws {
        let expected = try #require(Self.rows.first { $0["file"] == name })
        let file = try ImageFile(bytes: Self.bytes(name))
        #expect(name.hasSuffix(".\(file.format)"))
        #expect(file.format.mimeType == "image/\(file.format)")
        #expect(
            "\(file.uprightSize.width),\(file.uprightSize.height)" == "\(expected["width"]!),\(expected["height"]!)")
        let raster = try file.uprightRaster()
        #expect(raster.size == file.uprightSize)
        for (channel, colour) in ["red", "green", "blue", "alpha"].enumerated() {
            let samples = stride(from: channel, to: raster.samples.count, by: 4).map { Double(raster.samples[$0]) }
            let mean = samples.reduce(0, +) / Double(samples.count)
            #expect(abs(mean - Double(expected[colour]!)!) < 1, "\(colour) of \(name)")
        }
        #expect(raster.isOpaque == !name.hasPrefix("alpha"))
        try file.verify()
    }

    @Test(
        "a picture is turned once, by what its container says, whatever its EXIF repeats",
        arguments: ["heic", "avif"], 1...8)
    func turned(ending: String, orientation: Int) throws {
        let plain = try ImageFile(bytes: Self.bytes("turned-1.\(ending)")).uprightRaster()
        let file = try ImageFile(bytes: Self.bytes("turned-\(orientation).\(ending)"))
        #expect(file.exif?.orientation == orientation)
        #expect(file.orientation == .upright)
        #expect(try Quality.psnr(file.uprightRaster(), plain) > 30)
        let preview = try ImageFile(bytes: file.jpegPreviews(longerSides: [48])[0].bytes).uprightRaster()
        let plainPreview = try ImageFile(bytes: Self.bytes("turned-1.\(ending)")).previews(longerSides: [48])[0]
        #expect(Quality.psnr(preview, plainPreview) > 25)
    }

    @Test("EXIF alone turns nothing", arguments: ["heic", "avif"])
    func exifAlone(ending: String) throws {
        let file = try ImageFile(bytes: Self.bytes("exif-alone.\(ending)"))
        let plain = try ImageFile(bytes: Self.bytes("turned-1.\(ending)")).uprightRaster()
        #expect(try Quality.psnr(file.uprightRaster(), plain) > 40)
    }

    @Test("a preview made in planes shows what one made of RGB does", arguments: names)
    func planes(name: String) throws {
        let file = try ImageFile(bytes: Self.bytes(name))
        for side in [20, 48, 1000] {
            let made = try ImageFile(bytes: file.jpegPreviews(longerSides: [side], by: .init(quality: 100))[0].bytes)
            let plain = try JPEGEncoder(quality: 100).encode(file.previews(longerSides: [side])[0])
            #expect(try Quality.psnr(made.uprightRaster(), ImageFile(bytes: plain).uprightRaster()) > 30, "at \(side)")
        }
    }

    @Test("a picture that is larger inside than it says is refused before it is decoded", arguments: ["heic", "avif"])
    func smallInLarge(ending: String) throws {
        let limits = DecodeLimits(pixels: 1_000_000)
        let bytes = try Self.bytes("small-in-large.\(ending)")
        #expect(throws: DecodeError.tooLarge(PixelSize(width: 2048, height: 2048), limit: limits)) {
            try ImageFile(bytes: bytes, limits: limits)
        }
    }

    @Test("a picture cut anywhere is refused by every way of decoding", arguments: names)
    func cuts(name: String) throws {
        let whole = try Self.bytes(name)
        for twentieth in 0..<20 {
            let cut = Array(whole.prefix(whole.count * twentieth / 20))
            #expect(throws: DecodeError.self, "at \(cut.count)") { try ImageFile(bytes: cut).verify() }
            #expect(throws: DecodeError.self, "at \(cut.count)") {
                try ImageFile(bytes: cut).jpegPreviews(longerSides: [9])
            }
        }
        #expect(throws: DecodeError.self) { try ImageFile(bytes: whole.dropLast()).uprightRaster() }
    }

    @Test("whatever bytes are flipped, nothing crashes, and what decodes has the size that its header says")
    func mutations() throws {
        var random = SplitMix(state: 11)
        var (decoded, refused) = (0, 0)
        for name in Self.names {
            let whole = try Self.bytes(name)
            for _ in 0..<20 {
                var bytes = whole
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    // Three quarters fall among the boxes, where they do most.
                    let range = Int.random(in: 0..<4, using: &random) > 0 ? 0..<min(700, bytes.count) : 0..<bytes.count
                    bytes[Int.random(in: range, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                do {
                    let file = try ImageFile(bytes: bytes, limits: DecodeLimits(pixels: 1_000_000))
                    #expect(try file.uprightRaster().size == file.uprightSize)
                    #expect(try file.jpegPreviews(longerSides: [25])[0].size == file.uprightSize.fitted(longerSide: 25))
                    decoded += 1
                } catch {
                    refused += 1
                }
            }
        }
        #expect(decoded > 50)
        #expect(refused > 100)
    }
}
