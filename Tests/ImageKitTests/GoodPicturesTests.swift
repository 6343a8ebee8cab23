import ImageKit
import Pixels
import Testing

@Suite("Good pictures")
struct GoodPicturesTests {
    static let rows = Fixtures.table("good.csv")
    static let names = rows.compactMap { $0["file"] }

    static func row(_ name: String) throws -> [String: String] { try #require(rows.first { $0["file"] == name }) }

    @Test("there is a picture of every kind") func complete() {
        #expect(Self.names.count > 120)
        #expect(Self.names == Fixtures.names(in: "good"))
    }

    @Test("a picture's size and format are known before it is decoded", arguments: names)
    func headers(name: String) throws {
        let expected = try Self.row(name)
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        #expect("\(file.storedSize.width),\(file.storedSize.height)" == "\(expected["width"]!),\(expected["height"]!)")
        #expect("\(file.uprightSize.width)" == expected["upright_width"])
        #expect("\(file.uprightSize.height)" == expected["upright_height"])
        #expect(name.hasSuffix(".\(file.format.fileExtension)"))
    }

    @Test("luma is Pillow's convert(\"L\") to the bit, from a file and from memory", arguments: names)
    func luma(name: String) throws {
        let expected = try Self.row(name)["luma_crc32"]
        let mapped = try ImageFile(contentsOf: Fixtures.path("good/\(name)")).storedLuma()
        #expect(hexadecimal(crc32(mapped.samples)) == expected)
        #expect(try ImageFile(bytes: Fixtures.bytes("good/\(name)")).storedLuma() == mapped)
    }

    @Test("every picture comes out upright and in sRGB as Pillow and littleCMS have it", arguments: names)
    func colours(name: String) throws {
        let expected = try Self.row(name)
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        let raster = try file.uprightRaster()
        #expect(raster.size == file.uprightSize)
        for (channel, colour) in ["red", "green", "blue", "alpha"].enumerated() {
            let samples = stride(from: channel, to: raster.samples.count, by: 4).map { Double(raster.samples[$0]) }
            let mean = samples.reduce(0, +) / Double(samples.count)
            #expect(abs(mean - Double(expected[colour]!)!) < 0.3, "\(colour) of \(name)")
        }
        #expect(
            raster.isOpaque == stride(from: 3, to: raster.samples.count, by: 4).allSatisfy { raster.samples[$0] == 255 }
        )
    }

    @Test("for reading, every picture is the gray of its colours on white paper, upright", arguments: names)
    func gray(name: String) throws {
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        let raster = try file.uprightRaster()
        let luma = try file.uprightLuma()
        #expect(luma.size == raster.size)
        // To one level, since this rounds once and the other thrice.
        let isOff = luma.samples.indices.contains { pixel in
            let colours = raster.samples[4 * pixel..<4 * pixel + 4].map(Double.init)
            let gray = 0.299 * colours[0] + 0.587 * colours[1] + 0.114 * colours[2]
            return abs(Double(luma.samples[pixel]) - (gray * colours[3] + 255 * (255 - colours[3])) / 255) > 1.01
        }
        #expect(!isOff)
    }

    @Test(
        "patches of known colours are where and what they should be",
        arguments: Set(Fixtures.table("patches.csv").compactMap { $0["file"] }).sorted())
    func patches(name: String) throws {
        let raster = try ImageFile(contentsOf: Fixtures.path("good/\(name)")).uprightRaster()
        for patch in Fixtures.table("patches.csv") where patch["file"] == name {
            let x = Int(patch["x"]!)!
            let y = Int(patch["y"]!)!
            let pixel = raster.samples[(4 * (y * raster.size.width + x))...]
            for (sample, colour) in zip(pixel, ["red", "green", "blue"]) {
                #expect(abs(Int(sample) - Int(patch[colour]!)!) <= 2, "\(colour) at \(x), \(y) of \(name)")
            }
        }
    }

    @Test("all of them verify, and have previews of the sizes asked for", arguments: names)
    func previews(name: String) throws {
        let file = try ImageFile(contentsOf: Fixtures.path("good/\(name)"))
        try file.verify()
        let previews = try file.previews(longerSides: [10, 1000, 30, 29, 10])
        #expect(previews.map(\.size) == [10, 1000, 30, 29, 10].map { file.uprightSize.fitted(longerSide: $0) })
        #expect(previews[0] == previews[4])
        #expect(try previews[1] == file.uprightRaster())
        let box = PixelSize(width: 7, height: 100)
        #expect(try file.preview(fitting: box).size == file.uprightSize.fitted(inside: box))
    }

    @Test("EXIF is found in JPEG, in PNG before and after the pixels, and in WebP")
    func exif() throws {
        for ending in ["jpg", "png", "webp"] {
            for number in 1...8 {
                let file = try ImageFile(contentsOf: Fixtures.path("good/orientation-\(number).\(ending)"))
                #expect(file.orientation.rawValue == number)
                #expect(file.exif?.orientation == number)
            }
        }
    }

    private func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The checksum that zlib computes.
    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
