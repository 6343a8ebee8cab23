import Foundation
import Testing

@Suite("calotype similar")
struct SimilarCommandTests {
    private func corpus(_ scratch: Scratch, _ text: String) throws -> String {
        try Data(text.utf8).write(to: scratch.url("corpus.csv"))
        return scratch.path("corpus.csv")
    }

    @Test("the nearest first, then by id as a number, for each query in turn")
    func order() throws {
        let scratch = try Scratch()
        let path = try corpus(
            scratch,
            "id,hash\n10,0000000000000001\n9,0000000000000001\n-3,0000000000000000\n7,00000000000000ff\n8,ffffffffffffffff\n"
        )
        let found = try Calotype.run(
            "similar", "--corpus", path, "--query", "0000000000000000", "FFFFFFFFFFFFFFFF", "--radius", "8")
        #expect(found.exitCode == 0)
        #expect(
            found.lines == [
                "query,id,hash,distance",
                "0000000000000000,-3,0000000000000000,0",
                "0000000000000000,9,0000000000000001,1",
                "0000000000000000,10,0000000000000001,1",
                "0000000000000000,7,00000000000000ff,8",
                "ffffffffffffffff,8,ffffffffffffffff,0",
            ])
    }

    @Test("a limit alone is the nearest so many, however far; nothing given is within 5 bits")
    func limits() throws {
        let scratch = try Scratch()
        let path = try corpus(scratch, "id,hash\n1,000000000000001f\n2,000000000000003f\n3,ffffffffffffffff\n")
        let query = "0000000000000000"
        #expect(try Calotype.run("similar", "--corpus", path, "--query", query).lines.count == 2)
        let nearest = try Calotype.run("similar", "--corpus", path, "--query", query, "--limit", "3")
        #expect(nearest.lines.map { $0.split(separator: ",")[1] } == ["id", "1", "2", "3"])
        #expect(
            try Calotype.run("similar", "--corpus", path, "--query", query, "--radius", "6", "--limit", "1").lines.count
                == 2)
    }

    @Test("what hash printed is a corpus, its paths are ids, quotes and all; --json prints objects")
    func hashesOutput() throws {
        let scratch = try Scratch()
        let path = try corpus(
            scratch,
            "path,width,height,phash,dhash,ahash\r\n\"b, \"\"2\"\".jpg\",8,8,0000000000000003,0,0\r\n\"a\nb.jpg\",8,8,0000000000000003,0,0\r\n"
        )
        let found = try Calotype.run("similar", "--corpus", path, "--query", "0000000000000000", "--json")
        let objects = try found.lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(objects.map { $0["id"] as? String } == ["a\nb.jpg", "b, \"2\".jpg"])
        #expect(objects.map { $0["distance"] as? Int } == [2, 2])
    }

    @Test("a row that is no entry is named with its line, the others are searched, and the exit code is 1")
    func badRow() throws {
        let scratch = try Scratch()
        let path = try corpus(scratch, "id,hash\n1,0000000000000000\n2,xyz\n3\n4,0000000000000001\n")
        let found = try Calotype.run("similar", "--corpus", path, "--query", "0000000000000000")
        #expect(found.exitCode == 1)
        #expect(found.lines.count == 3)
        #expect(found.complaints.contains("corpus.csv:3:"))
        #expect(found.complaints.contains("corpus.csv:4:"))
    }

    @Test("a query that is no hash, a radius beyond 64 bits, no query: exit code 2")
    func wrongUsage() throws {
        let scratch = try Scratch()
        let path = try corpus(scratch, "id,hash\n1,0000000000000000\n")
        let query = "0000000000000000"
        #expect(try Calotype.run("similar", "--corpus", path, "--query", "12").exitCode == 2)
        #expect(try Calotype.run("similar", "--corpus", path, "--query", query, "--radius", "65").exitCode == 2)
        #expect(try Calotype.run("similar", "--corpus", path, "--query", query, "--limit", "0").exitCode == 2)
        #expect(try Calotype.run("similar", "--corpus", path).exitCode == 2)
        #expect(try Calotype.run("similar", "--corpus", scratch.path("none"), "--query", query).exitCode == 1)
    }
}
