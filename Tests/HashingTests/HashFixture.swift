import Foundation
import Pixels
import Testing

/// A plane and what Pillow and imagehash make of it: a row of fixtures/hashes/hashes.csv, which
/// scripts/make-hash-fixtures.py writes and explains.
struct HashFixture: Sendable, CustomTestStringConvertible {
    let name: String
    let plane: LumaPlane
    let phash: String
    let dhash: String
    let ahash: String
    /// How far the coefficient that is nearest to the median lies from it.
    let margin: Double
    /// FNV-1a 64 of the plane at 32×32, 9×8 and 8×8.
    let checksums: [String]

    var testDescription: String { name }

    /// All rows, read once.
    static let all: [HashFixture] = {
        do { return try load() } catch { fatalError("fixtures/hashes can't be read: \(error)") }
    }()

    private static func load() throws -> [HashFixture] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "fixtures/hashes")
        let planes = try [UInt8](Data(contentsOf: folder.appending(path: "planes.bin")))
        let table = try String(contentsOf: folder.appending(path: "hashes.csv"), encoding: .utf8)
        return try table.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 11, let width = Int(cells[2]), let height = Int(cells[3]),
                let margin = Double(cells[7])
            else { throw CocoaError(.fileReadCorruptFile) }
            let size = PixelSize(width: width, height: height)
            return HashFixture(
                name: cells[0],
                plane: Int(cells[1]).map { LumaPlane(size: size, samples: Array(planes[$0..<$0 + size.area])) }
                    ?? computed(size),
                phash: cells[4], dhash: cells[5], ahash: cells[6], margin: margin, checksums: Array(cells[8...]))
        }
    }

    /// A plane that is too large to be stored; the formula is the script's.
    private static func computed(_ size: PixelSize) -> LumaPlane {
        var samples: [UInt8] = []
        samples.reserveCapacity(size.area)
        for y in 0..<size.height {
            for x in 0..<size.width {
                samples.append(UInt8(truncatingIfNeeded: (3 * x * x + 5 * y * y + 7 * x * y) >> 9))
            }
        }
        return LumaPlane(size: size, samples: samples)
    }
}
