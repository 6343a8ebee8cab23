import Foundation
import Testing

@Suite("calotype hash")
struct HashCommandTests {
    @Test("prints what Python's imagehash says of the same files, in the order asked for")
    func equalsImagehash() throws {
        let expected = try String(contentsOf: Walk.folder.appending(path: "hashes.csv"), encoding: .utf8)
        let rows = expected.split(separator: "\n").map(String.init)
        let names = rows.dropFirst().compactMap { $0.split(separator: ",").first.map(String.init) }
        #expect(names.count == 5)

        let hashed = try Calotype.run(
            "hash", Walk.path(names[0]), Walk.path(names[1]), Walk.path(names[2]), Walk.path(names[3]),
            Walk.path(names[4]))
        #expect(hashed.exitCode == 0)
        #expect(hashed.lines == [rows[0]] + rows.dropFirst().map { Walk.path($0) })
    }

    @Test("a file that is no picture is named on standard error, the others are hashed, and the exit code is 1")
    func oneFails() throws {
        let scratch = try Scratch()
        try Data("not a picture".utf8).write(to: scratch.url("note, \"private\".jpg"))
        let hashed = try Calotype.run(
            "hash", scratch.path("note, \"private\".jpg"), scratch.path("missing.jpg"), Walk.path("cat.jpg"))
        #expect(hashed.exitCode == 1)
        #expect(hashed.lines.count == 2)
        #expect(hashed.complaints.contains("note, \"private\".jpg"))
        #expect(hashed.complaints.contains("missing.jpg"))
    }

    @Test("--json prints one object a line, with names quoted as JSON wants it")
    func jsonLines() throws {
        let scratch = try Scratch()
        let awkward = scratch.path("a \"quoted\", name\n.jpg")
        try FileManager.default.copyItem(atPath: Walk.path("cat.jpg"), toPath: awkward)
        let hashed = try Calotype.run("hash", "--json", awkward)
        #expect(hashed.exitCode == 0)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(hashed.output.utf8)) as? [String: Any])
        #expect(object["path"] as? String == awkward)
        #expect(object["width"] as? Int == 800)
        #expect((object["phash"] as? String)?.count == 16)

        let csv = try Calotype.run("hash", awkward)
        #expect(csv.output.contains("a \"\"quoted\"\", name\n.jpg\",800,1203,"))
    }

    @Test("no file, or an unknown flag, is wrong usage: exit code 2")
    func wrongUsage() throws {
        for answer in [try Calotype.run("hash"), try Calotype.run("hash", "--nonsense")] {
            #expect(answer.exitCode == 2)
            #expect(!answer.complaints.isEmpty)
        }
    }

    @Test("hashes that could not be printed are no success")
    func fullDisk() throws {
        let outcome = try Calotype.run("hash", Walk.path("cat.jpg"), output: URL(filePath: "/dev/full"))
        #expect(outcome.exitCode == 1)
        #expect(outcome.complaints.contains("standard output"))
        #expect(try Calotype.run("openapi", output: URL(filePath: "/dev/full")).exitCode == 1)
    }
}
