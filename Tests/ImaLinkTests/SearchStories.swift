import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImaLink: search")
struct SearchStories {
    /// Three photos: A of Jane in Oslo, five stars; B with a RAW, two stars; C unrated.
    private func library(_ client: SurfaceClient) async throws -> (ann: SurfaceClient, a: Told, b: Told, c: Told) {
        let ann = try await client.join("ann")
        let jane = try await ann.post("/authors", ["name": "Jané Müller"])["id"] ?? .null
        let a = try await ann.tell(
            "preview-a.jpg",
            [
                "filename": "sunset_beach_042.jpg", "taken_at": "2025-06-01T12:00:00Z", "gps_latitude": 59.9,
                "gps_longitude": 10.7, "exif_dict": ["Make": "Canon", "Model": "EOS R5", "ISO": 100],
            ])
        try await ann.put("/photos/\(a.hothash)", ["rating": 5, "author_id": jane]).expect(.ok)
        let b = try await ann.tell(
            "preview-b.jpg", ["filename": "mountain.jpg", "taken_at": "2024-06-01T12:00:00Z"])
        try await ann.put("/photos/\(b.hothash)", ["rating": 2]).expect(.ok)
        try await ann.post(
            "/image-files/add-to-photo",
            ["photo_hothash": .string(b.hothash), "filename": "DSC_9.NEF", "file_type": "raw"]
        ).expect(.created)
        let c = try await ann.upload("camera.jpg", named: "zebra.jpg")
        return (ann, a, b, c)
    }

    @Test("words are found in file names, EXIF and author, whole or begun, without accents, all of them together")
    func words() async throws {
        try await withImaLink { client in
            let (ann, a, b, c) = try await library(client)
            func found(_ query: String) async throws -> [String] {
                let page = try await ann.post("/photos/search", ["query": .string(query)]).expect(.ok)
                #expect(page["meta"]?["total"] == .integer(Int64(page["data"]?.count ?? -1)))
                return page["data"]?.elements.compactMap { $0["hothash"]?.text } ?? []
            }
            #expect(try await found("sunset beach") == [a.hothash])
            #expect(try await found("SUNS") == [a.hothash])
            #expect(try await found("eos canon") == [a.hothash])
            #expect(try await found("jane muller") == [a.hothash])
            #expect(try await found("dsc_9.nef") == [b.hothash])
            #expect(try await found("jpg") == [c.hothash, b.hothash, a.hothash])
            #expect(try await found("calotype") == [c.hothash])
            #expect(try await found("sunset mountain").isEmpty)
            #expect(try await found("o1").isEmpty, "the owner's mark is not a word")
            #expect(try await found("^jpg").count == 3, "marks around a word are no part of it")
            // Nothing that a user writes is query language.
            for hostile in ["\"", "a\"b", "*", "jpg OR 1", "NOT jpg", "owner:o2", "NEAR(jpg)", "-", "()"] {
                #expect(try await found(hostile).isEmpty, "\(hostile)")
            }
            try await ann.post("/photos/search", ["query": "jpg\u{0}x"]).expect(.badRequest)
        }
    }

    @Test("rating, time, author, place and RAW narrow it")
    func filters() async throws {
        try await withImaLink { client in
            let (ann, a, b, c) = try await library(client)
            func found(_ body: JSONValue) async throws -> [String] {
                try await ann.post("/photos/search", body).expect(.ok)["data"]?.elements.compactMap {
                    $0["hothash"]?.text
                } ?? []
            }
            let author = try await ann.get("/authors")["data"]?[0]?["id"] ?? .null
            #expect(try await found([:]) == [c.hothash, b.hothash, a.hothash])
            #expect(try await found(["query": ""]).count == 3)
            #expect(try await found(["rating_min": 3]) == [a.hothash])
            #expect(try await found(["rating_min": 2, "rating_max": 2]) == [b.hothash])
            #expect(
                try await found(["taken_after": "2025-01-01T00:00:00Z", "taken_before": "2025-12-31T23:59:59Z"])
                    .contains(a.hothash))
            #expect(try await found(["taken_before": "2025-01-01T00:00:00Z"]) == [b.hothash])
            #expect(try await found(["author_id": author]) == [a.hothash])
            #expect(try await found(["author_id": 999]).isEmpty)
            #expect(Set(try await found(["has_gps": true])) == [a.hothash, c.hothash])
            #expect(try await found(["has_gps": false]) == [b.hothash])
            #expect(try await found(["has_raw": true]) == [b.hothash])
            #expect(try await found(["has_raw": false]) == [c.hothash, a.hothash])
            #expect(try await found(["query": "jpg", "rating_max": 4]) == [b.hothash])
        }
    }

    @Test("it is sorted by what is asked for, either way, with and without words, page by page")
    func order() async throws {
        try await withImaLink { client in
            let (ann, a, b, c) = try await library(client)
            func found(_ body: [JSONValue.Member]) async throws -> [String] {
                try await ann.post("/photos/search", .object(body)).expect(.ok)["data"]?.elements.compactMap {
                    $0["hothash"]?.text
                } ?? []
            }
            for words in [[], [JSONValue.Member("query", "jpg")]] {
                let by = { (name: String, order: String) in
                    words + [.init("sort_by", .string(name)), .init("sort_order", .string(order))]
                }
                #expect(try await found(by("filename", "asc")) == [b.hothash, a.hothash, c.hothash])
                #expect(try await found(by("filename", "desc")) == [c.hothash, a.hothash, b.hothash])
                #expect(try await found(by("created_at", "asc")) == [a.hothash, b.hothash, c.hothash])
                #expect(try await found(by("rating", "desc")) == [a.hothash, b.hothash, c.hothash])
                #expect(try await found(by("taken_at", "asc")) == [b.hothash, a.hothash, c.hothash])
                let second = by("filename", "asc") + [.init("offset", 1), .init("limit", 1)]
                #expect(try await found(second) == [a.hothash])
            }
        }
    }

    @Test("a wrong field is a 400 that names it")
    func wrongFields() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let wrong: [(String, JSONValue)] = [
                ("rating_min", 6), ("rating_max", -1), ("rating_min", "3"), ("taken_after", "soon"), ("limit", 0),
                ("limit", 1001), ("offset", -1), ("sort_by", "size"), ("sort_order", "up"), ("has_gps", "yes"),
                ("author_id", "Jane"), ("query", 7), ("query", .string(String(repeating: "a", count: 1001))),
            ]
            for (name, value) in wrong {
                try await ann.post("/photos/search", .object([.init(name, value)])).expectError(
                    .badRequest, naming: name)
            }
            try await ann.post("/photos/search", ["unknown": 1]).expect(.ok)
        }
    }

    @Test("an author under a new name is found under it, and not under the old one")
    func renamedAuthor() async throws {
        try await withImaLink { client in
            let (ann, a, _, _) = try await library(client)
            let author = try await ann.get("/authors")["data"]?[0]?["id"]?.integer ?? 0
            try await ann.put("/authors/\(author)", ["name": "Zoë"]).expect(.ok)
            #expect(try await ann.post("/photos/search", ["query": "zoe"])["data"]?[0]?["hothash"]?.text == a.hothash)
            #expect(try await ann.post("/photos/search", ["query": "jane"])["data"]?.count == 0)
        }
    }

    @Test("words in a picture that was sent are found once they are read, by its owner alone")
    func wordsInPictures() async throws {
        try await withImaLink({ $0.reader = FakeReader().reader }) { client in
            let (ann, bob) = (try await client.join("ann"), try await client.join("bob"))
            func found(_ client: SurfaceClient, _ words: String) async throws -> [JSONValue] {
                let page = try await client.post("/photos/search", ["query": .string(words)]).expect(.ok)
                return page["data"]?.elements.compactMap { $0["hothash"] } ?? []
            }
            let told = try await ann.tell("preview-a.jpg")
            let sent = try await ann.upload("camera.jpg")
            #expect(try await found(ann, "einheit").isEmpty)
            try await client.work { try await found(ann, "invoice einheit") == [.string(sent.hothash)] }
            #expect(try await found(bob, "invoice").isEmpty)

            // A companion's words count for its photo.
            try await ann.form(
                "/image-files/add-to-photo", file: try Picture.bytes("other.png"), named: "other.png",
                ["photo_hothash": told.hothash]
            ).expect(.created)
            try await client.work { try await found(ann, "invoice").count == 2 }
        }
    }

    @Test("letters that the reader hardly believes in are not found")
    func doubtfulWords() async throws {
        let reader = TextReader { _, _ in
            PageText(raw: "foliage", paragraphs: "foliage", confidence: 33, languages: ["eng"])
        } model: {
            $0
        }
        try await withImaLink({ $0.reader = reader }) { client in
            let ann = try await client.join("ann")
            _ = try await ann.upload("camera.jpg")
            let jobs = client.library.jobs
            try await client.work { try await jobs.job(1).state == .done }
            #expect(try await ann.post("/photos/search", ["query": "foliage"])["data"]?.count == 0)
        }
    }
}
