public import Foundation
import Testing

/// The pictures of `fixtures/photos`, and such as take no file.
public enum Picture {
    public static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/photos")

    public static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    public static func base64(_ name: String) throws -> String {
        try Data(contentsOf: folder.appending(path: name)).base64EncodedString()
    }

    /// What Python's imagehash says of the picture's own pixels.
    public static func imagehash(_ name: String) throws -> String {
        let table = try String(contentsOf: folder.appending(path: "expected.csv"), encoding: .utf8)
        let row = try #require(table.split(separator: "\n").first { $0.hasPrefix(name + ",") })
        return String(row.split(separator: ",")[3])
    }

    /// One pixel as a BMP, of another colour for every number below 2^24.
    public static func dot(_ number: Int) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        let header = Array("BM".utf8) + little(58, 4) + little(0, 4) + little(54, 4)
        let info = little(40, 4) + little(1, 4) + little(1, 4) + little(1, 2) + little(24, 2) + little(0, 24)
        return header + info + little(number, 3) + [0]
    }
}
