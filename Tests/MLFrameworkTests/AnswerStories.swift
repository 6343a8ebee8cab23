import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing
import TextRecognition

@Suite("ML Framework: what the built-in assistant answers", .timeLimit(.minutes(3)))
struct AnswerStories {
    static let notice = "No language model is configured"

    @Test("it describes what came with the message, quotes what answers, and says that no model is configured")
    func described() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            let file = try await ann.upload(
                Array("Garden diary.\n\nThe quince tree was planted in March 1987 by aunt Hedwig.\n".utf8),
                named: "diary.txt")
            let answer = try await ann.ask("Who planted the quince?", files: [file])
            #expect(answer.contains("diary.txt"))
            #expect(answer.contains("text/plain"))
            #expect(answer.contains("73 bytes"))
            #expect(answer.contains("> The quince tree was planted in March 1987 by aunt Hedwig."))
            #expect(answer.contains(Self.notice))
            // Not attached any more, and read by now: it is found all the same, by its owner alone.
            #expect(try await ann.ask("quince hedwig").contains("aunt Hedwig"))
            let bob = try await client.join("bob")
            #expect(!(try await bob.ask("quince hedwig").contains("aunt")))
        }
    }

    @Test("an upload is read by a worker, before anybody asks about it")
    func worker() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            _ = try await ann.upload(Array("The harbour master is called Ottokar.".utf8), named: "harbour.txt")
            #expect(!(try await ann.ask("Ottokar").contains("harbour.txt")))
            try await ann.read()
            #expect(try await ann.ask("Ottokar").contains("> The harbour master is called Ottokar."))
        }
    }

    @Test("a file may be named by its id, its path or its URL, and a stranger's is like none")
    func references() async throws {
        try await withMLFramework { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let sent = try await ann.form("/upload", file: Array("words".utf8), named: "a b.txt").expect(.ok)
            let id = try #require(sent["id"]?.text)
            let path = try #require(sent["file_path"]?.text)
            let conversation = try await ann.make("/conversations", [:])
            let references: [JSONValue] = [
                .string(id), .integer(try #require(Int64(id))), .string(path), .string("http://localhost:8000" + path),
            ]
            for reference in references {
                try await ann.post(
                    "/conversations/\(conversation)/messages", ["content": "x", "files": .array([reference])]
                ).expect(.ok)
            }
            let messages = try await ann.get("/conversations/\(conversation)")["messages"]
            #expect(messages?[0]?["attachments"]?[0] == sent.json)
            #expect(messages?.count == 8)
            let other = try await bob.make("/conversations", [:])
            try await bob.post("/conversations/\(other)/messages", ["content": "x", "files": [.string(id)]])
                .expectDetail(.notFound)
            try await bob.post("/conversations/\(other)/messages", ["content": "x", "files": ["nonsense"]])
                .expectDetail(.badRequest, "files")
            #expect(try await bob.get("/conversations/\(other)")["messages"] == [])
        }
    }

    @Test("a scan, a PDF, a text in Latin-1, a DOCX and an archive are each quoted for a phrase that only they contain")
    func everyKind() async throws {
        let pool = ReaderPool(
            ReaderPool.Settings(executable: try program("calotype"), arguments: ["read-pages"], readers: 1))
        try await withMLFramework(reader: TextReader(pool)) { client in
            let ann = try await client.join("ann")
            let samples = Picture.folder.deletingLastPathComponent().appending(path: "attachments")
            func upload(_ name: String) async throws -> String {
                try await ann.upload(Array(try Data(contentsOf: samples.appending(path: name))), named: name)
            }
            let cases = [
                ("scan.png", "What does it say of the heron?", "seventeen herons"),
                ("letter.pdf", "Where is the astrolabe?", "brass astrolabe"),
                ("scanned.pdf", "And the walrus?", "velvet walrus"),
                ("latin1.txt", "Wer ist der Müller?", "Müllerstöchter"),
                ("report.docx", "How many turbines are there?", "forty turbines"),
                ("notes.odt", "Which lighthouse?", "lighthouse keeper"),
                ("memo.rtf", "When is the gondola?", "gondola leaves"),
                ("bundle.zip", "Is there a pangolin?", "pangolin.csv"),
            ]
            var files: [String] = []
            for (name, _, _) in cases { files.append(try await upload(name)) }
            try await ann.read()
            for ((name, question, phrase), file) in zip(cases, files) {
                let answer = try await ann.ask(question, files: [file])
                let quoted = answer.split(separator: "\n").filter { $0.hasPrefix("> ") }.joined(separator: "\n")
                #expect(quoted.contains(phrase), "\(name): \(answer)")
            }
        }
        await pool.close()
    }

    /// A program that stands beside the tests.
    private func program(_ name: String) throws -> String {
        try #require(Bundle.main.executableURL).deletingLastPathComponent().appending(path: name).path
    }
}
