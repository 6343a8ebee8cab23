import Foundation
import ImageKit
import Pixels
import Testing

/// What a preview loses against the best that could be made: Lanczos-3 over every pixel of the picture, decoded in
/// full. (That this is Pillow's LANCZOS to the byte, ResamplerTests holds.)
@Suite("Preview quality")
struct PreviewQualityTests {
    @Test(
        "a preview is as good as one made of every pixel, and no worse than Pillow's", arguments: try QualityCase.all())
    func previews(expected: QualityCase) throws {
        let file = try ImageFile(contentsOf: QualityCase.folder.appending(path: "photo.jpg").path)
        let preview = try file.previews(longerSides: [expected.longerSide])[0]
        let reference = try Resampler(longerSidePixels: expected.longerSide).resample(file.uprightRaster())
        let similarity = structuralSimilarity(luma(preview), luma(reference))
        #expect(similarity >= 0.99)
        #expect(similarity >= expected.pillowsReducingGap - 1e-6)
    }

    @Test("previews asked for together are as good as each alone")
    func together() throws {
        let file = try ImageFile(contentsOf: QualityCase.folder.appending(path: "photo.jpg").path)
        let full = try file.uprightRaster()
        for preview in try file.previews(longerSides: [1200, 300, 64]) {
            let reference = Resampler(size: preview.size).resample(full)
            #expect(structuralSimilarity(luma(preview), luma(reference)) >= 0.99)
        }
    }

    @Test("similarity is measured as scikit-image measures it", arguments: try QualityCase.all())
    func measure(expected: QualityCase) throws {
        let file = try ImageFile(contentsOf: QualityCase.folder.appending(path: "photo.jpg").path)
        let reference = try luma(Resampler(longerSidePixels: expected.longerSide).resample(file.uprightRaster()))
        var brighter = reference.samples
        for index in brighter.indices where index % reference.size.width % 8 == 0 {
            brighter[index] = UInt8(clamping: Int(brighter[index]) + 1)
        }
        let similarity = structuralSimilarity(reference, LumaPlane(size: reference.size, samples: brighter))
        // The two decoders may round a sample differently; an error of arithmetic would be far larger.
        #expect(abs(similarity - expected.brighterColumns) < 1e-6)
    }
}

/// A line of fixtures/resample/ssim.csv, made by scripts/make-quality-fixtures.py.
struct QualityCase: CustomTestStringConvertible, Sendable {
    let longerSide: Int
    let brighterColumns: Double
    let pillowsReducingGap: Double

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/resample")
    var testDescription: String { "\(longerSide) pixels" }

    static func all() throws -> [QualityCase] {
        try String(contentsOf: folder.appending(path: "ssim.csv"), encoding: .utf8)
            .split(separator: "\n").dropFirst().map { line in
                let fields = line.split(separator: ",").compactMap { Double($0) }
                try #require(fields.count == 3)
                return QualityCase(
                    longerSide: Int(fields[0]), brighterColumns: fields[1], pillowsReducingGap: fields[2])
            }
    }
}

/// Gray of an opaque picture, as Pillow's `convert("L")` has it.
func luma(_ raster: RGBARaster) -> LumaPlane {
    let samples = raster.samples
    return LumaPlane(
        size: raster.size,
        samples: stride(from: 0, to: samples.count, by: 4).map { pixel in
            let sum = 19595 * UInt32(samples[pixel]) + 38470 * UInt32(samples[pixel + 1])
            return UInt8((sum + 7471 * UInt32(samples[pixel + 2]) + 0x8000) >> 16)
        })
}

/// The mean structural similarity of two planes of one size, both sides at least 7.
///
/// Wang et al., "Image quality assessment: from error visibility to structural similarity" (2004), with the choices of
/// scikit-image's `structural_similarity`: an even window of 7 × 7, sample covariance, means over whole windows.
func structuralSimilarity(_ first: LumaPlane, _ second: LumaPlane) -> Double {
    let window = 7
    let (width, height) = (first.size.width, first.size.height)
    let count = Double(window * window)
    let (c1, c2): (Double, Double) = (2.55 * 2.55, 7.65 * 7.65)
    // Sums of a, b, a², b², ab over each column's last seven samples; then over seven columns.
    var columns = [SIMD8<Int32>](repeating: .zero, count: width)
    func products(_ index: Int) -> SIMD8<Int32> {
        let (a, b) = (Int32(first.samples[index]), Int32(second.samples[index]))
        return SIMD8<Int32>(a, b, a * a, b * b, a * b, 0, 0, 0)
    }
    var total = 0.0
    for y in 0..<height {
        for x in 0..<width {
            columns[x] &+= products(y * width + x)
            if y >= window { columns[x] &-= products((y - window) * width + x) }
        }
        guard y >= window - 1 else { continue }
        var sums = SIMD8<Int32>()
        for x in 0..<width {
            sums &+= columns[x]
            if x >= window { sums &-= columns[x - window] }
            guard x >= window - 1 else { continue }
            let (a, b) = (Double(sums[0]) / count, Double(sums[1]) / count)
            let unbiased = count / (count - 1)
            let varianceA = unbiased * (Double(sums[2]) / count - a * a)
            let varianceB = unbiased * (Double(sums[3]) / count - b * b)
            let covariance = unbiased * (Double(sums[4]) / count - a * b)
            total +=
                (2 * a * b + c1) * (2 * covariance + c2) / ((a * a + b * b + c1) * (varianceA + varianceB + c2))
        }
    }
    return total / Double((width - window + 1) * (height - window + 1))
}
