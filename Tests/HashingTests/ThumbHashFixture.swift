import Foundation
import Pixels
import Testing

/// A picture and its ThumbHash: a row of fixtures/thumbhash/thumbhashes.csv, which scripts/make-thumbhash-fixtures.py
/// writes and explains.
struct ThumbHashFixture: Sendable, CustomTestStringConvertible {
    let name: String
    let raster: RGBARaster
    let bytes: [UInt8]
    /// How far the number that is nearest to where rounding turns lies from it.
    let margin: Double

    var testDescription: String { name }

    /// All rows, read once.
    static let all: [ThumbHashFixture] = {
        do { return try load() } catch { fatalError("fixtures/thumbhash can't be read: \(error)") }
    }()

    private static func load() throws -> [ThumbHashFixture] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "fixtures/thumbhash")
        let pixels = try [UInt8](Data(contentsOf: folder.appending(path: "pixels.bin")))
        let table = try String(contentsOf: folder.appending(path: "thumbhashes.csv"), encoding: .utf8)
        return try table.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",").map(String.init)
            guard cells.count == 6, let offset = Int(cells[1]), let width = Int(cells[2]), let height = Int(cells[3]),
                let bytes = Data(base64Encoded: cells[4]), let margin = Double(cells[5])
            else { throw CocoaError(.fileReadCorruptFile) }
            let size = PixelSize(width: width, height: height)
            let samples = Array(pixels[offset..<offset + 4 * size.area])
            return ThumbHashFixture(
                name: cells[0], raster: RGBARaster(size: size, samples: samples, isOpaque: false),
                bytes: [UInt8](bytes),
                margin: margin)
        }
    }
}
