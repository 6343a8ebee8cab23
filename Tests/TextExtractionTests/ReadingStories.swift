import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing
import TextRecognition

@Suite("Text extraction: what is read, corrected and found", .timeLimit(.minutes(2)))
struct ReadingStories {
    @Test("a worker reads an upload: lines as raw text, and the format that was preferred as processed text")
    func read() async throws {
        let fake = FakeReader()
        try await withTextExtraction(reader: fake.reader) { client in
            let ann = try await client.join("ann")
            let made = try await ann.upload(
                Picture.dot(1),
                ["output_format": "paragraph", "auto_language_detection": "false", "language_hint": "ger"])
            #expect(made["status"] == "uploaded")
            try await ann.read()
            let read = try await ann.get("/core/uploads/\(made["id"]?.text ?? "")")
            #expect(read["status"] == "processed")
            #expect(read["raw_text"]?.text == FakeReader.raw)
            #expect(read["processed_text"]?.text == FakeReader.paragraphs)
            #expect(fake.ways == [ReadingWay(mode: .fast, languages: ["deu"])])
        }
    }

    @Test("the same bytes are read once for everyone who wants them in the same way")
    func once() async throws {
        let fake = FakeReader()
        try await withTextExtraction(reader: fake.reader) { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let hers = try await ann.upload(Picture.dot(1)).expect(.created)
            try await bob.upload(Picture.dot(1)).expect(.created)
            try await ann.read()
            try await bob.read()
            #expect(fake.ways.count == 1)
            // Another format comes from the same reading, another mode does not.
            let path = "/core/uploads/\(hers["id"]?.text ?? "")"
            let requeued = try await ann.patch(path, ["output_format": "paragraph"]).expect(.ok)
            #expect(requeued["status"] == "uploaded")
            try await ann.read()
            #expect(try await ann.get(path)["processed_text"]?.text == FakeReader.paragraphs)
            #expect(fake.ways.count == 1)
            try await ann.patch(path, ["ocr_mode": "high_accuracy"]).expect(.ok)
            try await ann.read()
            #expect(fake.ways.map(\.mode) == [.fast, .highAccuracy])
        }
    }

    @Test("a corrected text outlives every reading, until the preferences change after it")
    func corrections() async throws {
        try await withTextExtraction { client in
            let ann = try await client.join("ann")
            let made = try await ann.upload(Picture.dot(1)).expect(.created)
            let path = "/core/uploads/\(made["id"]?.text ?? "")/"
            // Before it is read at all.
            let corrected = try await ann.patch(path, ["processed_text": "Mine"]).expect(.ok)
            #expect(corrected["processed_text"] == "Mine")
            try await ann.read()
            let read = try await ann.get(path)
            #expect(read["processed_text"] == "Mine")
            #expect(read["raw_text"]?.text == FakeReader.raw)
            // With the preferences: not before them.
            try await ann.put(path, ["raw_text": "Also mine", "ocr_mode": "high_accuracy"]).expect(.ok)
            try await ann.read()
            let again = try await ann.get(path)
            #expect(again["raw_text"] == "Also mine")
            #expect(again["processed_text"]?.text == FakeReader.raw)
            // A client that sends the whole object back has corrected nothing.
            let whole = try await ann.put(path, again.json).expect(.ok)
            #expect(whole["status"] == "processed")
            try await ann.patch(path, ["ocr_mode": "fast"]).expect(.ok)
            try await ann.read()
            #expect(try await ann.get(path)["raw_text"]?.text == FakeReader.raw)
        }
    }

    @Test("an upload that can't be read ends as an error with its reason, and other preferences begin anew")
    func failure() async throws {
        let fake = FakeReader(failure: JobFailure("Reading the picture took too long.", isFinal: true))
        try await withTextExtraction(reader: fake.reader) { client in
            let ann = try await client.join("ann")
            let made = try await ann.upload(Picture.dot(1)).expect(.created)
            try await ann.read()
            let path = "/core/uploads/\(made["id"]?.text ?? "")/"
            let read = try await ann.get(path)
            #expect(read["status"] == "error")
            #expect(read["error"] == "Reading the picture took too long.")
            #expect(read["raw_text"] == .null)
            let requeued = try await ann.patch(path, ["ocr_mode": "high_accuracy"]).expect(.ok)
            #expect(requeued["status"] == "uploaded")
            #expect(requeued["error"] == .null)
        }
    }

    @Test("the list is newest first, and narrows by state, content, text and time")
    func filters() async throws {
        let time = TestClock()
        try await withTextExtraction(clock: time.clock) { client in
            let ann = try await client.join("ann")
            let first = try await ann.upload(Picture.dot(1)).expect(.created)
            try await ann.read()
            time.advance(seconds: 60)
            let second = try await ann.upload(Picture.dot(2)).expect(.created)
            let (a, b) = (try #require(first["id"]?.text), try #require(second["id"]?.text))
            try await ann.patch("/core/uploads/\(b)", ["processed_text": "Größe ÉCOLE under_score"]).expect(.ok)
            func list(_ query: String) async throws -> [String] {
                try await ann.get("/core/uploads/?\(query)").expect(.ok).ids
            }
            #expect(try await list("") == [b, a])
            #expect(try await list("status=processed") == [a])
            #expect(try await list("status=processed,uploaded") == [b, a])
            #expect(try await list("status=processed&status=uploaded") == [b, a])
            #expect(try await list("status=nonsense,uploaded") == [b])
            #expect(try await list("status=nonsense") == [b, a])
            #expect(try await list("image_hash=\(first["image_hash"]?.text?.uppercased() ?? "")") == [a])
            #expect(try await list("image_hash=feed") == [])
            #expect(try await list("search=invoice") == [a])
            #expect(try await list("search=STRASSE") == [a])
            #expect(try await list("search=%C3%A9cole") == [b])
            #expect(try await list("search=GR%C3%96SSE") == [b])
            #expect(try await list("search=100%25") == [a])
            #expect(try await list("search=under_") == [b])
            #expect(try await list("search=_core") == [])
            #expect(try await list("search=%25") == [a])
            #expect(try await list("search=%00") == [])
            let (early, late) = (first["created_at"]?.text ?? "", second["created_at"]?.text ?? "")
            #expect(try await list("created_after=\(late)") == [b])
            #expect(try await list("created_before=\(early)") == [a])
            #expect(try await list("created_after=\(early)&created_before=\(late)") == [b, a])
            // 08:53:20Z, with an offset whose + was not escaped, and without any.
            #expect(try await list("created_before=2025-10-09T10:53:20+02:00") == [a])
            #expect(try await list("created_before=2025-10-09T08:53:20") == [a])
            try await ann.get("/core/uploads/?created_after=soon").expectFault("created_after")
            try await ann.get("/core/uploads/?search=\(String(repeating: "a", count: 1001))").expectFault("search")
        }
    }

    @Test("Tesseract reads a scan of English text")
    func tesseract() async throws {
        let pool = ReaderPool(
            ReaderPool.Settings(executable: try program("calotype"), arguments: ["read-pages"], readers: 1))
        try await withTextExtraction(reader: TextReader(pool)) { client in
            let ann = try await client.join("ann")
            let page = Picture.folder.deletingLastPathComponent().appending(path: "reading/007-line-eng-150.png")
            let made = try await ann.upload(
                Array(try Data(contentsOf: page)),
                ["auto_language_detection": "false", "language_hint": "en", "ocr_mode": "high_accuracy"]
            ).expect(.created)
            try await ann.read()
            let read = try await ann.get("/core/uploads/\(made["id"]?.text ?? "")")
            #expect(read["status"] == "processed")
            let truth = try lineOfFixture("007-line-eng-150.png")
            #expect(read["raw_text"]?.text == truth)
            try await ann.upload(Picture.dot(1), ["language_hint": "xx"]).expectFault("language_hint")
        }
        await pool.close()
    }

    /// A program that stands beside the tests.
    private func program(_ name: String) throws -> String {
        try #require(Bundle.main.executableURL).deletingLastPathComponent().appending(path: name).path
    }

    private func lineOfFixture(_ name: String) throws -> String {
        let table = Picture.folder.deletingLastPathComponent().appending(path: "reading/pages.csv")
        let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
        let row = try #require(rows.first { $0.hasPrefix(name) })
        // Only the last two cells are quoted: lines and paragraphs.
        return String(try #require(row.split(separator: "\"").dropFirst().first))
    }
}
