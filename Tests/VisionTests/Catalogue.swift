import Foundation
import ImageKit
import Pixels

/// 200 drawn product pictures of 10 kinds (`scripts/make-catalogue.py`), and how they are spoiled in the graded series
/// (`scripts/make-graded-series.py`).
enum Catalogue {
    static let folder = Fixtures.folder.deletingLastPathComponent().appending(path: "catalogue")

    /// Each file's name and its label.
    static func products() throws -> [(file: String, label: String)] {
        try rows(folder.appending(path: "catalogue.csv")).map { ($0[0], $0[1]) }
    }

    static func raster(_ file: String) throws -> RGBARaster {
        try ImageFile(contentsOf: folder.appending(path: file).path).uprightRaster()
    }

    /// A picture, how it is to be spoiled, and whether that makes it a bad one.
    struct Graded: Sendable {
        let file: String
        let kind: String
        let grade: Double
        let isDefect: Bool
        let seed: UInt64

        func raster() throws -> RGBARaster {
            let picture = try Catalogue.raster(file)
            switch kind {
            case "blur": return picture.blurred(grade)
            case "noise": return picture.noisy(grade, seed: seed)
            default: return picture.exposed(grade)
            }
        }
    }

    static func graded(_ kind: String) throws -> [Graded] {
        try rows(Fixtures.folder.appending(path: "graded.csv")).filter { $0[1] == kind }.map { row in
            guard let grade = Double(row[2]), let seed = UInt64(row[4]) else { throw CocoaError(.fileReadCorruptFile) }
            return Graded(file: row[0], kind: row[1], grade: grade, isDefect: row[3] == "1", seed: seed)
        }
    }

    private static func rows(_ file: URL) throws -> [[String]] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",").map(String.init)
        }
    }
}
