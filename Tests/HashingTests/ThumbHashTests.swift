import Hashing
import Pixels
import Testing

@Suite("a ThumbHash is its author's")
struct ThumbHashTests {
    @Test("a picture has the bytes that the reference gives it", arguments: ThumbHashFixture.all)
    func reference(fixture: ThumbHashFixture) {
        // Nearer than that, the reference's own answer is rounding noise.
        if fixture.margin >= 1e-6 {
            // Of a flat picture the reference gives the constants; the rest of its own is noise, and ours zero.
            let hash = ThumbHash(of: fixture.raster)
            #expect(hash.bytes.starts(with: fixture.bytes))
            #expect(hash.bytes.dropFirst(fixture.bytes.count).allSatisfy { $0 == 0 })
        }
    }

    @Test("the fixtures do hold it to account")
    func fixturesCover() {
        #expect(ThumbHashFixture.all.count { $0.margin >= 1e-6 } > 50)
        #expect(ThumbHashFixture.all.contains { $0.raster.size.longerSide == 100 })
    }

    @Test("its text is base64, padded")
    func text() throws {
        let fixture = try #require(ThumbHashFixture.all.first)
        #expect(ThumbHash(of: fixture.raster).base64 == "G5oFIoj8e3hwa4h3/HX4T4U=")
    }

    @Test("a picture over 100 pixels has the hash of its reduction", arguments: [(100, 75), (33, 100), (100, 1)])
    func reduced(width: Int, height: Int) {
        // Each pixel three times either way: the mean of nine is the pixel, to rounding.
        let small = Self.waves(PixelSize(width: width, height: height), each: 1)
        let large = Self.waves(PixelSize(width: 3 * width, height: 3 * height), each: 3)
        #expect(ThumbHash(of: large) == ThumbHash(of: small))
    }

    @Test("sizes that don't divide, and a line of 100,000 pixels, are hashed all the same")
    func oddSizes() {
        for size in [
            PixelSize(width: 100_000, height: 1), PixelSize(width: 1, height: 4099), .init(width: 301, height: 199),
        ] {
            let hash = ThumbHash(of: Self.waves(size, each: 1))
            #expect((15...25).contains(hash.bytes.count))
        }
    }

    private static func waves(_ size: PixelSize, each: Int) -> RGBARaster {
        var samples: [UInt8] = []
        for y in 0..<size.height {
            for x in 0..<size.width {
                let (x, y) = (x / each, y / each)
                samples += [x * x / 7 + y, 3 * y + x, (x * y) >> 3].map { UInt8(truncatingIfNeeded: $0) } + [255]
            }
        }
        return RGBARaster(size: size, samples: samples, isOpaque: true)
    }
}
