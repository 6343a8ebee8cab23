import Foundation
import Testing

@Suite("calotype duplicates")
struct DuplicatesCommandTests {
    @Test("copies and look-alikes are grouped, the rest is not listed, and what is no picture is passed over")
    func groups() throws {
        let scratch = try Scratch()
        let folder = scratch.url("photos")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "deep/er"), withIntermediateDirectories: true)
        for name in ["one.jpg", "deep/er/two without an ending"] {
            try FileManager.default.copyItem(atPath: Walk.path("coffee.jpg"), toPath: folder.appending(path: name).path)
        }
        // Smaller, and of another format: another file that shows the same.
        let small = try Calotype.run(
            "thumbnail", Walk.path("coffee.jpg"), folder.appending(path: "three.png").path, "--size", "400")
        #expect(small.exitCode == 0)
        try Data("not a picture".utf8).write(to: folder.appending(path: "notes.txt"))

        let found = try Calotype.run("duplicates", folder.path)
        #expect(found.exitCode == 0)
        #expect(found.complaints.isEmpty)
        let rows = found.lines.map { $0.split(separator: ",").map(String.init) }
        #expect(rows.first == ["group", "path", "width", "height", "phash"])
        #expect(rows.dropFirst().map { $0[0] } == ["1", "1", "1"])
        #expect(
            rows.dropFirst().map { $0[1] }
                == ["deep/er/two without an ending", "one.jpg", "three.png"].map { folder.appending(path: $0).path })
    }

    @Test("a damaged picture is named, and the exit code is 1; a folder that is none is wrong usage")
    func failures() throws {
        let scratch = try Scratch()
        let folder = scratch.url("photos")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("not a picture".utf8).write(to: folder.appending(path: "broken.jpg"))
        let found = try Calotype.run("duplicates", folder.path)
        #expect(found.exitCode == 1)
        #expect(found.lines.count == 1)
        #expect(found.complaints.contains("broken.jpg"))
        #expect(try Calotype.run("duplicates", scratch.path("none")).exitCode == 2)
        #expect(try Calotype.run("duplicates", folder.path, "--radius", "-1").exitCode == 2)
    }

    @Test("hashes of a list are grouped by their ids; a row that is no entry is named, and the exit code is 1")
    func corpus() throws {
        let scratch = try Scratch()
        let path = scratch.path("hashes.csv")
        try Data(
            "\u{feff}id,hash\r\n12,0000000000000000\r\n7,00000000000000ff\r\n9,0000000000000001\r\nx\r\n"
                .utf8
        ).write(to: scratch.url("hashes.csv"))
        let found = try Calotype.run("duplicates", "--corpus", path, "--radius", "1")
        #expect(found.lines == ["group,id,hash", "1,9,0000000000000001", "1,12,0000000000000000"])
        #expect(found.exitCode == 1)
        #expect(found.complaints.contains("hashes.csv:5"))
        #expect(try Calotype.run("duplicates", "--corpus", path, "--radius", "0").lines.count == 1)
        #expect(try Calotype.run("duplicates").exitCode == 2)
        #expect(try Calotype.run("duplicates", scratch.path(""), "--corpus", path).exitCode == 2)
    }
}
