import Foundation
import ImageKit
import Pixels
import Testing
import TextRecognition

/// A page of `fixtures/reading`, made by `scripts/make-reading-corpus.py --committed`, and the truth about it.
struct PageFixture: Sendable, CustomTestStringConvertible {
    let file: String
    let part: String
    let language: String
    let rotation: Int
    let lines: String
    let paragraphs: [String]

    var testDescription: String { file }

    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/reading")

    static let all: [PageFixture] = {
        guard let text = try? String(contentsOf: folder.appending(path: "pages.csv"), encoding: .utf8) else {
            return []
        }
        return csvRecords(text).dropFirst().map { cells in
            PageFixture(
                file: cells[0], part: cells[1], language: cells[2], rotation: Int(cells[8]) ?? 0, lines: cells[9],
                paragraphs: cells[10].split(separator: "\n").map(String.init))
        }
    }()

    static func first(_ part: String) throws -> PageFixture { try #require(all.first { $0.part == part }) }

    func page() throws -> LumaPlane {
        try ImageFile(contentsOf: Self.folder.appending(path: file).path).uprightLuma()
    }

    /// RFC 4180: quoted cells may hold commas, newlines and doubled quotes.
    private static func csvRecords(_ text: String) -> [[String]] {
        var (records, record, cell, isQuoted) = ([[String]](), [String](), "", false)
        for character in text {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                record.append(cell)
                cell = ""
            case "\n" where !isQuoted:
                records.append(record + [cell])
                (record, cell) = ([], "")
            default: cell.append(character)
            }
        }
        return records
    }
}

/// The least number of letters to insert, remove or replace to make one text of the other, for each letter of `truth`.
/// Any white space counts as one space, a typographic apostrophe as a plain one.
func characterErrorRate(_ text: String, against truth: String) -> Double {
    let plain = { (text: String) in
        Array(text.replacing("’", with: "'").split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
    let (text, truth) = (plain(text), plain(truth))
    var distances = Array(0...truth.count)
    for (row, letter) in text.enumerated() {
        var diagonal = row
        distances[0] = row + 1
        for (column, expected) in truth.enumerated() {
            let replaced = diagonal + (letter == expected ? 0 : 1)
            diagonal = distances[column + 1]
            distances[column + 1] = min(replaced, diagonal + 1, distances[column] + 1)
        }
    }
    return Double(distances[truth.count]) / Double(max(1, truth.count))
}

extension ReaderPool.Settings {
    /// Readers of the `calotype` that stands beside the tests.
    static func test(readers: Int = 1) throws -> ReaderPool.Settings {
        ReaderPool.Settings(executable: try program("calotype").path, arguments: ["read-pages"], readers: readers)
    }

    static func program(_ name: String) throws -> URL {
        let here = try #require(Bundle.main.executableURL).deletingLastPathComponent()
        let program = here.appending(path: name)
        try #require(FileManager.default.isExecutableFile(atPath: program.path), "no \(program.path): build all first")
        return program
    }
}

extension LumaPlane {
    /// Turned clockwise by a quarter.
    var turnedClockwise: LumaPlane {
        var turned: [UInt8] = []
        turned.reserveCapacity(samples.count)
        for x in 0..<size.width {
            for y in (0..<size.height).reversed() { turned.append(samples[y * size.width + x]) }
        }
        return LumaPlane(size: size.transposed, samples: turned)
    }
}
