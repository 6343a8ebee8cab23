import Foundation

/// The pictures of fixtures/pictures and what Pillow says of them (scripts/make-pictures.py).
enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("fixtures/pictures")

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: folder.appendingPathComponent(name)))
    }

    static func names(in subfolder: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: path(subfolder))
        return (names ?? []).sorted()
    }

    /// The lines of a CSV without quotes, each as its fields by the names in the first.
    static func table(_ name: String) -> [[String: String]] {
        guard let text = try? String(contentsOfFile: path(name), encoding: .utf8) else { return [] }
        let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }
}
