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
}
