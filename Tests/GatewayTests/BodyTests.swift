import Gateway
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("A JSON body")
struct BodyTests {
    @Test("decodes, with unknown fields ignored and optional ones left out or null")
    func decodes() async throws {
        try await Toy.application().test(.live) { client in
            let body =
                #"{"title":"A \"b\" \u00e9\ud83d\ude00","rating":null,"added":"2025-10-15T14:30:00+02:00","tags":["x","y"],"z":[{}]}"#
            let answer = try await client.send(.post, "/api/v1/books", json: body)
            #expect(answer.status == .created)
            #expect(
                answer.text
                    == #"{"id":2,"title":"A \"b\" é😀","rating":null,"added":"2025-10-15T12:30:00Z","author":{"name":"x+y"}}"#
            )
        }
    }

    @Test(
        "a wrong or missing field is a 400 that names it",
        arguments: [
            (#"{}"#, "title is required"), (#"{"title":""}"#, "title is required"),
            (#"{"title":null}"#, "title is required"), (#"{"title":5}"#, "title must be a string"),
            (#"{"title":"a","rating":"5"}"#, "rating must be an integer"),
            (#"{"title":"a","rating":1.5}"#, "rating must be an integer"),
            (#"{"title":"a","rating":1e300}"#, "rating must be an integer"),
            (#"{"title":"a","rating":true}"#, "rating must be an integer"),
            (#"{"title":"a","kind":"prose"}"#, "kind must be one of novel, poem"),
            (#"{"title":"a","kind":5}"#, "kind must be a string"),
            (#"{"title":"a","added":"yesterday"}"#, "added must be a time in RFC 3339"),
            (#"{"title":"a","added":"2025-02-29T00:00:00Z"}"#, "added must be a time in RFC 3339"),
            (#"{"title":"a","tags":["x",5]}"#, "tags[1] must be a string"),
            (#"{"title":"a","tags":"x"}"#, "tags must be an array"), (#"[1]"#, "body must be an object"),
            (#""text""#, "body must be an object"),
        ])
    func fields(body: String, words: String) async throws {
        try await Toy.application().test(.router) { client in
            let answer = try await client.send(.post, "/api/v1/books", json: body)
            #expect(answer.status == .badRequest)
            #expect(answer.text.contains("\"\(words)\""), "\(answer.text)")
        }
    }

    @Test(
        "what is not JSON is a clean 400",
        arguments: [
            "", " ", "{", #"{"title""#, #"{"title":"a"}x"#, #"{"title":"a","title":"b"}"#, "{'title':'a'}",
            #"{"title":"\ud83d"}"#, #"{"title":"\x"}"#, "{\"title\":\"\u{01}\"}", #"{"title":"a","rating":NaN}"#,
            #"{"title":"a","rating":Infinity}"#, #"{"title":"a","rating":1e999}"#, #"{"title":"a","rating":01}"#,
            #"{"title":"a","rating":1.}"#, #"{"title":"a","rating":-}"#, #"{"title":"a",}"#, "nul",
            String(repeating: "[", count: 2000), String(repeating: "{\"a\":", count: 500),
        ])
    func notJSON(body: String) async throws {
        try await Toy.application().test(.router) { client in
            let answer = try await client.send(.post, "/api/v1/books", json: body)
            #expect(answer.status == .badRequest)
            #expect(answer.text.contains("not valid JSON"), "\(answer.text)")
        }
    }

    @Test("bytes that are not UTF-8 are no JSON")
    func notUTF8() async throws {
        try await Toy.application().test(.router) { client in
            for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]] {
                let body = ByteBuffer(bytes: Array(#"{"title":""#.utf8) + bytes + Array(#""}"#.utf8))
                let answer = try await client.executeRequest(
                    uri: "/api/v1/books", method: .post, headers: [.authorization: "Bearer ann"], body: body)
                #expect(answer.status == .badRequest)
            }
        }
    }

    @Test("nesting, long numbers and whole numbers written as fractions are taken as far as they make sense")
    func edges() async throws {
        try await Toy.application().test(.router) { client in
            let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
            for body in [
                #"{"title":"a","extra":\#(deep)}"#, #"{"title":"a","rating":5.0}"#, "\u{FEFF}{\"title\":\"a\"}",
            ] {
                try await #expect(client.send(.post, "/api/v1/books", json: body).status == .created, "\(body)")
            }
        }
    }

    @Test("a PATCH tells what was left out from what was set to null")
    func patches() async throws {
        try await Toy.application().test(.router) { client in
            for (body, expected) in [
                ("{}", #"["absent","absent"]"#), (#"{"title":"b"}"#, #"["value(\"b\")","absent"]"#),
                (#"{"title":"","rating":null}"#, #"["value(\"\")","null"]"#),
                (#"{"rating":3}"#, #"["absent","value(3)"]"#),
            ] {
                try await #expect(client.send(.patch, "/api/v1/books/1", json: body).text == expected)
            }
            let wrong = try await client.send(.patch, "/api/v1/books/1", json: #"{"rating":"x"}"#)
            #expect(wrong.text.contains("rating must be an integer"))
        }
    }

    @Test("a body over the limit is a 413, whether it says so or not, and another media type a 415")
    func limits() async throws {
        try await Toy.application().test(.live) { client in
            let long = #"{"title":""# + String(repeating: "a", count: 5000) + #""}"#
            let answer = try await client.send(.post, "/api/v1/books", json: long)
            #expect(answer.status == .contentTooLarge)
            #expect(answer.text.contains("4096 bytes"))
            for type in [
                "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "nonsense",
            ] {
                let answer = try await client.send(
                    .post, "/api/v1/books", headers: [.contentType: type], json: #"{"title":"a"}"#)
                #expect(answer.status == .unsupportedMediaType, "\(type)")
            }
            for type in ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"] {
                let answer = try await client.send(
                    .post, "/api/v1/books", headers: [.contentType: type], json: #"{"title":"a"}"#)
                #expect(answer.status == .created, "\(type)")
            }
        }
    }
}
