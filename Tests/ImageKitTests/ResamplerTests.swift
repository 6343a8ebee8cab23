import Foundation
import ImageKit
import Pixels
import Testing

@Suite("Resampler")
struct ResamplerTests {
    @Test("every picture comes out to the byte as Pillow's LANCZOS makes it", arguments: try ResamplerCase.all())
    func equalsPillow(sample: ResamplerCase) {
        let resampler = Resampler(size: sample.output)
        if sample.mode == .gray {
            let plane = LumaPlane(size: sample.input, samples: sample.picture())
            #expect(resampler.resample(plane).samples == sample.expected)
        } else {
            let raster = RGBARaster(size: sample.input, samples: sample.picture(), isOpaque: sample.mode == .opaque)
            #expect(resampler.resample(raster).samples == sample.expected)
        }
    }

    @Test("a size that stays gives the same picture")
    func sameSize() {
        let size = PixelSize(width: 9, height: 5)
        let samples = ResamplerCase.picture(seed: 1, size: size, channels: 4)
        let raster = RGBARaster(size: size, samples: samples, isOpaque: false)
        #expect(Resampler(size: size).resample(raster) == raster)
    }

    @Test("a longer side is fitted, the aspect kept, and nothing enlarged")
    func longerSide() {
        func fitted(_ width: Int, _ height: Int) -> PixelSize {
            let size = PixelSize(width: width, height: height)
            let raster = RGBARaster(size: size, samples: Array(repeating: 77, count: 4 * size.area), isOpaque: false)
            return Resampler(longerSidePixels: 30).resample(raster).size
        }
        #expect(fitted(90, 60) == PixelSize(width: 30, height: 20))
        #expect(fitted(60, 90) == PixelSize(width: 20, height: 30))
        #expect(fitted(20, 10) == PixelSize(width: 20, height: 10))
        #expect(fitted(900, 1) == PixelSize(width: 30, height: 1))
    }

    @Test("what is transparent does not bleed into what is not")
    func transparentNeighbours() {
        // Left half opaque red, right half transparent but stored as green.
        let size = PixelSize(width: 64, height: 64)
        let samples = (0..<size.area).flatMap { $0 % 64 < 32 ? [200, 0, 0, 255] : [0, 200, 0, 0] as [UInt8] }
        let small = Resampler(longerSidePixels: 15)
            .resample(RGBARaster(size: size, samples: samples, isOpaque: false))
        for pixel in stride(from: 0, to: small.samples.count, by: 4) where small.samples[pixel + 3] > 0 {
            #expect(small.samples[pixel + 1] == 0)
        }
    }

    @Test("a flat picture stays flat at every reduction", arguments: [1, 2, 3, 5, 17, 64, 99])
    func flat(side: Int) {
        let size = PixelSize(width: 100, height: 100)
        for level: UInt8 in [0, 1, 127, 254, 255] {
            let plane = LumaPlane(size: size, samples: Array(repeating: level, count: size.area))
            let small = Resampler(size: PixelSize(width: side, height: side)).resample(plane)
            #expect(small.samples.allSatisfy { $0 == level })
        }
    }
}

/// A line of fixtures/resample/cases.csv (made by scripts/make-resample-fixtures.py), with Pillow's answer.
struct ResamplerCase: CustomTestStringConvertible, Sendable {
    enum Mode: String { case gray = "L", straight = "A", opaque = "O" }

    let seed: UInt64
    let mode: Mode
    let input: PixelSize
    let output: PixelSize
    let expected: [UInt8]

    var testDescription: String {
        "\(mode) \(input.width)×\(input.height) → \(output.width)×\(output.height)"
    }

    static func all() throws -> [ResamplerCase] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/resample")
        let table = try String(contentsOf: folder.appending(path: "cases.csv"), encoding: .utf8)
        var answers = try [UInt8](Data(contentsOf: folder.appending(path: "expected.bin")))[...]
        return try table.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",")
            let numbers = fields.dropFirst(2).compactMap { Int($0) }
            let mode = try #require(Mode(rawValue: String(fields[1])))
            try #require(numbers.count == 4)
            let output = PixelSize(width: numbers[2], height: numbers[3])
            let count = output.area * (mode == .gray ? 1 : 4)
            try #require(answers.count >= count)
            defer { answers = answers.dropFirst(count) }
            return try ResamplerCase(
                seed: #require(UInt64(fields[0])), mode: mode, input: PixelSize(width: numbers[0], height: numbers[1]),
                output: output, expected: Array(answers.prefix(count)))
        }
    }

    func picture() -> [UInt8] {
        var samples = Self.picture(seed: seed, size: input, channels: mode == .gray ? 1 : 4)
        if mode == .opaque {
            for alpha in stride(from: 3, to: samples.count, by: 4) { samples[alpha] = 255 }
        }
        return samples
    }

    /// The script's `picture`: a hard-edged pattern with noise by splitmix64.
    static func picture(seed: UInt64, size: PixelSize, channels: Int) -> [UInt8] {
        (0..<size.area * channels).map { index in
            let (channel, pixel) = (index % channels, index / channels)
            let (x, y) = (pixel % size.width, pixel / size.width)
            var z = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            let noise = Int((z ^ z >> 31) & 255) / 4
            return UInt8(clamping: (x * (5 + 3 * channel) + y * (7 + 2 * channel)) % 320 - 32 + noise)
        }
    }
}
