import Foundation
import ImageKit
import Pixels
import Testing

/// Previews that never leave the planes a JPEG is stored in, against those made of all its pixels.
@Suite("JPEG previews")
struct JPEGPreviewTests {
    static let jpegs = GoodPicturesTests.names.filter { $0.hasSuffix(".jpg") }
    /// Nothing is lost to the encoder but half of the colours' resolution.
    static let finest = JPEGEncoder(quality: 100)

    @Test(
        "a preview is as good as one made of every pixel, and as good as libvips' or better",
        arguments: try PlaneQualityCase.all())
    func quality(expected: PlaneQualityCase) throws {
        let file = try ImageFile(contentsOf: QualityCase.folder.appending(path: "photo.jpg").path)
        let preview = try file.jpegPreviews(longerSides: [expected.longerSide])[0]
        let raster = try ImageFile(bytes: preview.bytes).uprightRaster()
        let reference = try Resampler(longerSidePixels: expected.longerSide).resample(file.uprightRaster())
        #expect(structuralSimilarity(luma(raster), luma(reference)) >= expected.libvips)
        let finest = try file.jpegPreviews(longerSides: [expected.longerSide], by: Self.finest)[0]
        let planes = try ImageFile(bytes: finest.bytes).uprightRaster()
        #expect(structuralSimilarity(luma(planes), luma(reference)) >= 0.99)
    }

    @Test("a small picture's preview can't be told from Pillow's LANCZOS either", arguments: PreviewTests.references)
    func references(reference: String) throws {
        guard reference.contains(".jpg") else { return }
        let (photo, side) = try PreviewTests.parts(of: reference)
        let expected = try ImageFile(contentsOf: Fixtures.path("reference/\(reference)")).uprightRaster()
        let jpeg = try ImageFile(contentsOf: Fixtures.path("reference/\(photo)"))
            .jpegPreviews(longerSides: [side], by: Self.finest)[0]
        let preview = try ImageFile(bytes: jpeg.bytes).uprightRaster()
        // As `previews` has it, through the same encoder: what half of the colours' resolution costs is not ours.
        let plain = try ImageFile(bytes: Self.finest.encode(expected)).uprightRaster()
        #expect(Quality.psnr(preview, expected) > min(45, Quality.psnr(plain, expected) - 1.5))
        #expect(Quality.ssim(preview, expected) > min(0.99, Quality.ssim(plain, expected) - 0.01))
    }

    @Test("previews are upright, of the sizes asked for, and what `previews` shows", arguments: jpegs)
    func pictures(name: String) throws {
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        let sides = [21, 1000, 30, 11, 21]
        let jpegs = try file.jpegPreviews(longerSides: sides, by: Self.finest)
        #expect(jpegs.map(\.size) == sides.map { file.uprightSize.fitted(longerSide: $0) })
        #expect(jpegs[0].bytes == jpegs[4].bytes)
        for (jpeg, side) in zip(jpegs, sides) {
            let made = try ImageFile(bytes: jpeg.bytes).uprightRaster()
            #expect(made.size == jpeg.size)
            // Each alone, so that both are made of the picture itself.
            let raster = try file.previews(longerSides: [side])[0]
            let plain = try ImageFile(bytes: Self.finest.encode(raster)).uprightRaster()
            #expect(Quality.psnr(made, raster) > min(34, Quality.psnr(plain, raster) - 4), "at \(side)")
        }
        let box = PixelSize(width: 7, height: 100)
        #expect(try file.jpegPreview(fitting: box).size == file.uprightSize.fitted(inside: box))
    }

    @Test("the quick decoder and libjpeg see the same picture to the bit", arguments: jpegs)
    func twins(name: String) throws {
        let bytes = try Fixtures.bytes("good/\(name)")
        let end = try #require(bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD9 })
        // A fill byte before the last marker is allowed, and rare enough to be left to libjpeg.
        var filled = bytes
        filled.insert(0xFF, at: end)
        for sides in [[6], [12], [20], [40], [40, 10]] {
            let quick = try ImageFile(bytes: bytes).jpegPreviews(longerSides: sides)
            #expect(try ImageFile(bytes: filled).jpegPreviews(longerSides: sides).map(\.bytes) == quick.map(\.bytes))
        }
    }

    @Test("brightness for a hash is what resampling every pixel gives", arguments: jpegs + ["png-gray8.png"])
    func brightness(name: String) throws {
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        let size = PixelSize(width: 8, height: 6)
        let quick = try file.storedLuma(resampledTo: size)
        let exact = try Resampler(size: size).resample(file.storedLuma())
        #expect(quick.size == size)
        // Of pictures of 61 pixels with hard edges; at a photograph's size it is a level or two.
        let differences = zip(quick.samples, exact.samples).map { abs(Int($0) - Int($1)) }
        #expect(differences.reduce(0, +) <= 2 * differences.count)
        #expect(differences.allSatisfy { $0 <= 10 })
    }

    @Test("what is damaged for one way of decoding is damaged for the other")
    func mutations() throws {
        var random = SplitMix(state: 7)
        var refused = 0
        for name in Self.jpegs {
            let whole = try Fixtures.bytes("good/\(name)")
            for _ in 0..<20 {
                var bytes = whole
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<8, using: &random) {
                    case 0: bytes.remove(at: place)
                    case 1: bytes.insert(0xFF, at: place)
                    case 2: bytes.removeLast(place / 8)
                    default: bytes[place] = UInt8.random(in: 0...255, using: &random)
                    }
                }
                let limits = DecodeLimits(pixels: 1_000_000)
                let plain = Result { try ImageFile(bytes: bytes, limits: limits).previews(longerSides: [20]) }
                let planes = Result { try ImageFile(bytes: bytes, limits: limits).jpegPreviews(longerSides: [20]) }
                #expect((try? plain.get()) == nil ? (try? planes.get()) == nil : (try? planes.get()) != nil, "\(name)")
                if (try? plain.get()) == nil { refused += 1 }
            }
        }
        #expect(refused > 100)
    }

    @Test("a hostile or cut-off picture is refused as everywhere, and the error says who can act")
    func damaged() throws {
        let hostile = BadPicturesTests.rows.compactMap { $0["file"].map { "bad/" + $0 } }
        for name in hostile + Fixtures.names(in: "truncated").map({ "truncated/" + $0 }) {
            let bytes = try Fixtures.bytes(name)
            let plain = Result { _ = try ImageFile(bytes: bytes).previews(longerSides: [20]) }
            let planes = Result { _ = try ImageFile(bytes: bytes).jpegPreviews(longerSides: [20]) }
            #expect(kind(of: plain) == kind(of: planes), "\(name)")
        }
    }

    /// The case of an error, without what it says of the place.
    private func kind(of result: Result<Void, any Error>) -> Substring? {
        guard case .failure(let error) = result else { return nil }
        return "\(error)".prefix { $0 != "(" }
    }
}

/// What libvips makes of fixtures/resample/photo.jpg (scripts/make-quality-fixtures.py): a JPEG of quality 85, against Lanczos-3
/// over every pixel.
struct PlaneQualityCase: CustomTestStringConvertible, Sendable {
    let longerSide: Int
    let libvips: Double

    var testDescription: String { "\(longerSide) pixels" }

    static func all() throws -> [PlaneQualityCase] {
        try String(contentsOf: QualityCase.folder.appending(path: "libvips.csv"), encoding: .utf8)
            .split(separator: "\n").dropFirst().map { line in
                let fields = line.split(separator: ",").compactMap { Double($0) }
                try #require(fields.count == 2)
                return PlaneQualityCase(longerSide: Int(fields[0]), libvips: fields[1])
            }
    }
}
