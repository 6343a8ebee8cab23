import Foundation

/// The table of `docs/architecture.md`: which rooms there are and what each may import.
struct Architecture {
    struct Room {
        let name: String
        let folder: String
        let ours: Set<String>
        let others: Set<String>
    }

    let rooms: [Room]

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Reads the rows whose second cell is a folder below `Sources/`.
    init() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/architecture.md"), encoding: .utf8)
        rooms = text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map(Self.names(in:))
            guard cells.count == 4, let name = cells[0].first, let folder = cells[1].first,
                folder.hasPrefix("Sources/")
            else { return nil }
            return Room(name: name, folder: folder, ours: Set(cells[2]), others: Set(cells[3]))
        }
    }

    /// What stands between back-quotes.
    private static func names(in cell: Substring) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}

/// One `import` line: where it stands and which module it names.
struct ImportLine: Hashable {
    let file: String
    let module: String

    /// Every import under `folder`, Swift's and the project's own C headers alike.
    static func all(under folder: String) throws -> [ImportLine] {
        let base = Architecture.root.appending(path: folder)
        let files = try FileManager.default.subpathsOfDirectory(atPath: base.path)
        let pattern =
            #/
            ^\s* (?: @\w+ (?: \([^)]*\) )? \s+ )*                              # attributes
            (?: (?:public|package|internal|fileprivate|private) \s+ )?
            import \s+
            (?: (?:struct|class|enum|protocol|func|var|let|typealias) \s+ )?   # one declaration of a module
            (\w+)
            /#
        return try files.filter { $0.hasSuffix(".swift") }.flatMap { file in
            try String(contentsOf: base.appending(path: file), encoding: .utf8)
                .split(separator: "\n").compactMap { line in
                    line.firstMatch(of: pattern).map { ImportLine(file: "\(folder)/\(file)", module: String($0.1)) }
                }
        }
    }
}

/// What SwiftPM says of this package's targets.
struct PackageDescription: Decodable {
    struct Target: Decodable {
        let name: String
        let path: String
        let targetDependencies: [String]?
        let productDependencies: [String]?
    }

    let targets: [Target]

    /// Asks SwiftPM. The package is locked while its tests run, and a description writes nothing, so the lock is passed by.
    static func read() throws -> PackageDescription {
        let swift = Process()
        swift.executableURL = URL(filePath: "/usr/bin/env")
        swift.arguments = [
            "swift", "package", "--ignore-lock", "--package-path", Architecture.root.path, "describe", "--type", "json",
        ]
        let output = Pipe()
        swift.standardOutput = output
        swift.standardError = FileHandle.nullDevice
        try swift.run()
        let json = output.fileHandleForReading.readDataToEndOfFile()
        swift.waitUntilExit()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(PackageDescription.self, from: json)
    }
}
