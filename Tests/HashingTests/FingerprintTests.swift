import Hashing
import Pixels
import Testing

@Suite("the fingerprints are imagehash's own")
struct FingerprintTests {
    @Test("a plane is resized as Pillow does it, to the bit", arguments: HashFixture.all)
    func resize(fixture: HashFixture) {
        let sizes = [(32, 32), (9, 8), (8, 8)].map { PixelSize(width: $0.0, height: $0.1) }
        #expect(sizes.map { fnv(fixture.plane.resizedByLanczos(to: $0).samples) } == fixture.checksums)
    }

    @Test("phash is imagehash.phash where no coefficient lies next to the median", arguments: HashFixture.all)
    func phash(fixture: HashFixture) {
        // Nearer than that, imagehash's own answer is rounding noise; the next test says what is promised there.
        if fixture.margin >= 1e-6 { #expect(PerceptualHash.phash(of: fixture.plane).hex == fixture.phash) }
    }

    @Test("the fixtures do hold phash to account, and reach its limits too")
    func fixturesCover() {
        #expect(HashFixture.all.count { $0.margin >= 1e-6 } > 250)
        #expect(HashFixture.all.contains { $0.margin < 1e-6 })
    }

    @Test("a flat plane has the one bit of its brightness, and a black one none", arguments: [1, 128, 255] as [UInt8])
    func flat(level: UInt8) {
        for size in [(1, 1), (40, 25), (333, 47)].map({ PixelSize(width: $0.0, height: $0.1) }) {
            let plane = LumaPlane(size: size, samples: Array(repeating: level, count: size.area))
            #expect(PerceptualHash.phash(of: plane).hex == "8000000000000000")
            let black = LumaPlane(size: size, samples: Array(repeating: 0, count: size.area))
            #expect(PerceptualHash.phash(of: black).hex == "0000000000000000")
        }
    }

    @Test("dhash is imagehash.dhash", arguments: HashFixture.all)
    func dhash(fixture: HashFixture) {
        #expect(PerceptualHash.dhash(of: fixture.plane).hex == fixture.dhash)
    }

    @Test("ahash is imagehash.average_hash", arguments: HashFixture.all)
    func ahash(fixture: HashFixture) {
        #expect(PerceptualHash.ahash(of: fixture.plane).hex == fixture.ahash)
    }

    /// FNV-1a, 64 bits.
    private func fnv(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return PerceptualHash(bits: hash).hex
    }
}
