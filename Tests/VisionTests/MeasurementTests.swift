import Foundation
import Pixels
import Testing
import Vision

@Suite("What is measured in a picture")
struct MeasurementTests {
    @Test("sharpness, exposure and transparency are scikit-image's and numpy's", arguments: Fixtures.expected)
    func asElsewhere(expected: Fixtures.Expected) throws {
        let measured = PictureMeasurements(of: try Fixtures.raster(expected.name))
        #expect(abs(measured.sharpness.detail - expected.detail) < 1e-5)
        #expect((measured.sharpness.blur == nil) == (expected.blur == nil))
        #expect(abs((measured.sharpness.blur ?? 0) - (expected.blur ?? 0)) < 1e-4)
        #expect(measured.transparency.share == expected.transparentShare)
        #expect(measured.transparency.isPresent == expected.isTranslucent)
        #expect((measured.exposure == nil) == (expected.meanLuma == nil))
        if let exposure = measured.exposure {
            #expect(abs(exposure.meanLuma - (expected.meanLuma ?? -1)) < 1e-9)
            #expect([exposure.percentile5, exposure.median, exposure.percentile95] == expected.percentiles)
            #expect(exposure.whiteShare == expected.whiteShare)
            #expect(exposure.blackShare == expected.blackShare)
        }
    }

    @Test("there are fixtures to hold it against")
    func fixturesAreThere() { #expect(Fixtures.expected.count >= 13) }

    @Test("a scene goes from sharp to blurred as it is blurred, and is not sharp when it was shaken")
    func grades() throws {
        func grade(_ name: String) throws -> Sharpness.Grade {
            PictureMeasurements(of: try Fixtures.raster(name)).sharpness.grade
        }
        #expect(try grade("scene") == .sharp)
        #expect(try grade("scene-blurred-1") == .sharp)
        #expect(try grade("scene-blurred-4") == .blurred)
        #expect(try grade("scene-shaken") == .soft)
        #expect(try grade("flat") == .undetermined)
        #expect(try grade("dot") == .undetermined)
    }

    @Test("a colour has the name that is nearest in the survey, by scikit-image's CIE 1994")
    func namesAsElsewhere() throws {
        struct Sample: Decodable {
            let rgb: [UInt8]
            let name: String
        }
        let json = try Data(contentsOf: Fixtures.folder.appending(path: "colors.json"))
        let samples = try JSONDecoder().decode([Sample].self, from: json)
        #expect(samples.count > 40)
        for sample in samples {
            let colors = PictureMeasurements(of: .plain(sample.rgb[0], sample.rgb[1], sample.rgb[2])).colors
            #expect(colors.map(\.name) == [sample.name], "\(sample.rgb)")
            #expect(colors.first?.share == 1)
        }
    }

    @Test(
        "what everybody calls red is red",
        arguments: [
            (255, 0, 0, ColorFamily.red), (0, 0, 255, .blue), (0, 255, 0, .green), (0, 0, 128, .blue),
            (255, 255, 0, .yellow), (255, 165, 0, .orange), (128, 0, 128, .purple), (255, 192, 203, .pink),
            (139, 69, 19, .brown), (128, 128, 128, .gray), (250, 250, 250, .white), (10, 10, 10, .black),
        ] as [(UInt8, UInt8, UInt8, ColorFamily)])
    func families(red: UInt8, green: UInt8, blue: UInt8, family: ColorFamily) {
        #expect(PictureMeasurements(of: .plain(red, green, blue)).colors.map(\.family) == [family])
    }

    @Test("colours come largest first, with their shares and means")
    func shares() throws {
        let colors = PictureMeasurements(of: try Fixtures.raster("quarters")).colors
        #expect(colors.map(\.family) == [.blue, .white, .red])
        #expect(colors.map(\.share) == [0.75, 0.125, 0.125])
        #expect(colors.map(\.mean.description) == ["#01153e", "#ffffff", "#e50000"])
        #expect(colors[0].name == "navy")
    }

    @Test("what is transparent has no colour and no light")
    func transparentPixels() throws {
        let disc = PictureMeasurements(of: try Fixtures.raster("disc"))
        #expect(disc.colors.map(\.family) == [.red])
        #expect(disc.colors[0].share == 1 - disc.transparency.share)
        let invisible = PictureMeasurements(of: try Fixtures.raster("invisible"))
        #expect(invisible.colors.isEmpty)
        #expect(invisible.exposure == nil)
    }

    @Test("sides within a hundredth are a square, and a reduced copy keeps the picture's own size")
    func orientations() {
        func orientation(_ width: Int, _ height: Int) -> PictureOrientation {
            PictureOrientation(of: PixelSize(width: width, height: height))
        }
        #expect(orientation(1000, 1000) == .square)
        #expect(orientation(1000, 991) == .square)
        #expect(orientation(1000, 990) == .landscape)
        #expect(orientation(600, 800) == .portrait)
        let size = PixelSize(width: 4000, height: 6000)
        let reduced = PictureMeasurements(of: .plain(1, 2, 3, width: 4, height: 6), reducedFrom: size)
        #expect(reduced.size == size)
        #expect(reduced.orientation == .portrait)
    }

    @Test("a picture as long as a file can claim and one pixel high is measured all the same")
    func thin() {
        let measured = PictureMeasurements(of: .plain(0, 0, 0, width: 70_000, height: 1))
        #expect(measured.sharpness.grade == .undetermined)
        #expect(measured.colors.map(\.family) == [.black])
    }
}
