import Foundation
import Pixels
import Testing
import Vision

enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures/vision")

    /// What numpy, scipy and scikit-image say about a raster (`scripts/make-vision-fixtures.py`).
    struct Expected: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let width: Int
        let height: Int
        let transparentShare: Double
        let isTranslucent: Bool
        let meanLuma: Double?
        let percentiles: [Double]?
        let whiteShare: Double?
        let blackShare: Double?
        let detail: Double
        let blur: Double?

        var testDescription: String { name }
    }

    static let expected: [Expected] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try? decoder.decode([Expected].self, from: Data(contentsOf: folder.appending(path: "expected.json"))))
            ?? []
    }()

    static func raster(_ name: String) throws -> RGBARaster {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "rasters.bin")))
        var start = 0
        for row in expected {
            let end = start + 4 * row.width * row.height
            if row.name == name {
                return RGBARaster(
                    size: PixelSize(width: row.width, height: row.height), samples: Array(bytes[start..<end]),
                    isOpaque: !row.isTranslucent)
            }
            start = end
        }
        throw CocoaError(.fileNoSuchFile)
    }
}

extension RGBARaster {
    /// One colour all over.
    static func plain(_ red: UInt8, _ green: UInt8, _ blue: UInt8, width: Int = 20, height: Int = 20) -> RGBARaster {
        RGBARaster(
            size: PixelSize(width: width, height: height),
            samples: (0..<width * height).flatMap { _ in [red, green, blue, 255] }, isOpaque: true)
    }
}

extension VisionPicture {
    /// A picture whose JPEG bytes are any bytes: no provider here looks at them.
    static func any(text: String? = nil) -> VisionPicture {
        VisionPicture(
            measurements: PictureMeasurements(of: .plain(229, 0, 0)), jpeg: [0xFF, 0xD8, 0xFF, 0xFB, 0x00], text: text)
    }
}

extension ModelLimits {
    /// Short enough for a test, long enough for a machine that is busy.
    static let test = ModelLimits(answer: .seconds(20), silence: .seconds(20), retryPause: .milliseconds(1))
}

/// The error that `body` ends with.
func problem(_ body: () async throws -> some Sendable) async -> VisionError.Problem? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? VisionError)?.problem
    }
}
