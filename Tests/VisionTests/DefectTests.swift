import ImageKit
import Pixels
import Testing
import Vision

@Suite("Defects")
struct DefectTests {
    /// One measure, as far as it rises with what is wrong.
    private struct Judge: Sendable, CustomTestStringConvertible {
        let kind: String
        let badness: @Sendable (DefectMeasures) -> Double?
        var testDescription: String { kind }
    }

    @Test(
        "tells spoiled pictures from good ones, nineteen times in twenty and better",
        arguments: [
            Judge(kind: "blur") { $0.blur },
            Judge(kind: "overexposed") { $0.overexposure },
            Judge(kind: "underexposed") { $0.white.map { 1 - $0 } },
            Judge(kind: "noise") { $0.noise },
        ])
    private func gradedSeries(judge: Judge) throws {
        var (good, bad): ([Double], [Double]) = ([], [])
        for item in try Catalogue.graded(judge.kind) {
            let raster = try item.raster()
            // What can't be told is no sign of anything.
            let badness = judge.badness(DefectMeasures(of: raster, luma: raster.luma)) ?? 0
            if item.isDefect { bad.append(badness) } else { good.append(badness) }
        }
        #expect(good.count >= 24 && bad.count >= 40)
        let area = areaUnderCurve(good: good, bad: bad)
        #expect(area >= 0.95, "area under the curve: \(area)")
    }

    /// How often a spoiled picture is judged worse than a good one: Mann and Whitney's U, which is the area under the curve.
    private func areaUnderCurve(good: [Double], bad: [Double]) -> Double {
        let wins = bad.reduce(0.0) { sum, worse in
            good.reduce(sum) { $0 + (worse > $1 ? 1 : worse == $1 ? 0.5 : 0) }
        }
        return wins / Double(good.count * bad.count)
    }

    private func found(_ raster: RGBARaster) -> [Defect] { Defect.found(in: raster, luma: raster.luma) }

    @Test("of the products as they are, one in twenty at most has any defect but being small")
    func falseAlarms() throws {
        let products = try Catalogue.products().enumerated().filter { $0.offset % 4 == 0 }.map(\.element)
        let spoiled = try products.filter { product in
            try found(Catalogue.raster(product.file)).contains { $0.kind != .lowResolution }
        }
        #expect(spoiled.count * 20 <= products.count, "\(spoiled.map(\.file))")
    }

    @Test("gets worse by degrees")
    func degrees() throws {
        let mug = try Catalogue.raster("000.jpg")
        func severity(_ raster: RGBARaster, _ kind: Defect.Kind) -> Double {
            found(raster).first { $0.kind == kind }?.severity ?? 0
        }
        let blur = [0, 2, 3, 4].map { severity(mug.blurred($0), .blur) }
        #expect(blur[0] == 0 && blur == blur.sorted() && blur[1] > 0 && blur[3] == 1)
        let noise = [0, 8, 16, 32].map { severity(mug.noisy($0, seed: 1), .noise) }
        #expect(noise[0] == 0 && noise == noise.sorted() && Set(noise).count == 4)
        let dark = [0, -2, -3, -5].map { severity(mug.exposed($0), .underexposed) }
        #expect(dark[0] == 0 && dark == dark.sorted() && Set(dark).count == 4)
        let uneven = [0, 50, 80, 100].map { severity(mug.litFromTheRight($0), .unevenBackground) }
        #expect(uneven[0] == 0 && uneven == uneven.sorted() && Set(uneven).count == 4)
    }

    @Test("a lamp at one side is told by where the ground is darkest")
    func unevenGround() throws {
        let lit = try Catalogue.raster("001.jpg").litFromTheRight(90)
        let defect = try #require(found(lit).first { $0.kind == .unevenBackground })
        let box = try #require(defect.box)
        #expect(box.x + box.width <= lit.size.width / 4)
    }

    @Test("what is burnt out is boxed, and white around a product is not burnt out")
    func burntOut() throws {
        let product = RGBARaster.gray(side: 100) { x, y in
            (20..<80).contains(x) && (20..<80).contains(y) ? 120 : 255
        }
        #expect(!found(product).contains { $0.kind == .overexposed })
        let burnt = RGBARaster.gray(side: 100) { x, y in
            if (40..<76).contains(x), (40..<76).contains(y) { return 255 }
            return (20..<80).contains(x) && (20..<80).contains(y) ? 120 : 255
        }
        let defect = try #require(found(burnt).first { $0.kind == .overexposed })
        #expect(defect.box == PixelBox(x: 40, y: 40, width: 36, height: 36))
    }

    @Test("a JPEG that was squeezed too hard shows its blocks, wherever it was cropped; a good one does not")
    func blocks() throws {
        func squeezed(_ quality: Int) throws -> RGBARaster {
            // Noise gives every block something to lose.
            let scene = try Catalogue.raster("009.jpg").noisy(10, seed: 5).litFromTheRight(60)
            return try ImageFile(bytes: try JPEGEncoder(quality: quality).encode(scene)).uprightRaster()
        }
        func isBlocky(_ raster: RGBARaster) -> Bool { found(raster).contains { $0.kind == .blocking } }
        #expect(try isBlocky(squeezed(5)))
        #expect(try isBlocky(squeezed(5).cropped(left: 3, top: 5)))
        #expect(try !isBlocky(squeezed(90)))
    }

    @Test("a fall of light in steps is banded, a smooth one and a noisy one are not")
    func bands() {
        func ramp(_ step: Int) -> RGBARaster {
            .gray(side: 256) { x, _ in UInt8(60 + x / 2 / step * step) }
        }
        func banding(_ raster: RGBARaster) -> Defect? { found(raster).first { $0.kind == .banding } }
        #expect(banding(ramp(1)) == nil)
        #expect((banding(ramp(6))?.severity ?? 0) > 0.2)
        #expect(banding(ramp(6))?.box != nil)
        #expect(banding(ramp(6).noisy(3, seed: 2)) == nil)
    }

    @Test("a small picture is told as small, by its own size and not by the copy's that is looked at")
    func resolution() {
        func severity(_ width: Int, _ height: Int) -> Double? {
            let luma = LumaPlane(
                size: PixelSize(width: width, height: height), samples: [UInt8](repeating: 90, count: width * height))
            return Defect.found(in: .plain(90, 90, 90), luma: luma).first { $0.kind == .lowResolution }?.severity
        }
        #expect(severity(800, 10) == nil)
        #expect(severity(500, 400) == 0.5)
        #expect(severity(200, 200) == 1)
    }

    @Test(
        "says nothing of what is not there, and stays within its bounds",
        arguments: [(1, 1), (1, 300), (300, 1), (17, 5)])
    func odd(width: Int, height: Int) {
        for raster in [
            RGBARaster.plain(0, 0, 0, width: width, height: height),
            .plain(255, 255, 255, width: width, height: height),
        ] {
            for defect in found(raster) {
                #expect((0...1).contains(defect.severity) && (0...1).contains(defect.confidence))
            }
        }
        let invisible = RGBARaster(
            size: PixelSize(width: width, height: height), samples: [UInt8](repeating: 0, count: 4 * width * height),
            isOpaque: false)
        #expect(found(invisible).allSatisfy { $0.kind == .lowResolution })
    }
}

extension RGBARaster {
    /// A square of grays, each told by its place.
    fileprivate static func gray(side: Int, _ level: (_ x: Int, _ y: Int) -> UInt8) -> RGBARaster {
        var samples: [UInt8] = []
        for y in 0..<side {
            for x in 0..<side {
                let gray = level(x, y)
                samples += [gray, gray, gray, 255]
            }
        }
        return RGBARaster(size: PixelSize(width: side, height: side), samples: samples, isOpaque: true)
    }

    /// Without so many columns and rows at its start.
    fileprivate func cropped(left: Int, top: Int) -> RGBARaster {
        let rest = PixelSize(width: size.width - left, height: size.height - top)
        var rows: [UInt8] = []
        for y in top..<size.height {
            let start = 4 * (y * size.width + left)
            rows += samples[start..<start + 4 * rest.width]
        }
        return RGBARaster(size: rest, samples: rows, isOpaque: isOpaque)
    }
}
