import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("An answer")
struct AnswerTests {
    @Test("a picture comes with its ETag, its caching rules and its name, and varies by token")
    func picture() async throws {
        try await Toy.application().test(.live) { client in
            let answer = try await client.send(.get, "/api/v1/picture")
            #expect(answer.text == "0123456789abcdef")
            #expect(answer.header("ETag") == "\"abc\"")
            #expect(answer.header("Content-Type") == "image/jpeg")
            #expect(answer.header("Cache-Control") == "public, max-age=3600")
            #expect(answer.header("Content-Disposition") == "inline; filename=hotpreview_1.jpg")
            #expect(answer.header("Vary") == "Authorization, Origin")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
        }
    }

    @Test("what the client has already is a 304 without a body")
    func notModified() async throws {
        try await Toy.application().test(.live) { client in
            for condition in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
                let answer = try await client.send(.get, "/api/v1/picture", headers: [.ifNoneMatch: condition])
                #expect(answer.status == .notModified, "\(condition)")
                #expect(answer.text == "")
                #expect(answer.header("ETag") == "\"abc\"")
                #expect(answer.header("Cache-Control") == "public, max-age=3600")
            }
            try await #expect(
                client.send(.get, "/api/v1/picture", headers: [.ifNoneMatch: "\"abcd\""]).status == .ok)
        }
    }

    @Test(
        "one range is a 206, none of the content a 416, and what is not understood the whole",
        arguments: [
            ("bytes=0-0", 206, "0", "bytes 0-0/16"), ("bytes=4-7", 206, "4567", "bytes 4-7/16"),
            ("bytes=10-", 206, "abcdef", "bytes 10-15/16"), ("bytes=-2", 206, "ef", "bytes 14-15/16"),
            ("bytes=-100", 206, "0123456789abcdef", "bytes 0-15/16"), ("bytes=15-99", 206, "f", "bytes 15-15/16"),
            ("bytes=16-", 416, nil, "bytes */16"), ("bytes=-0", 416, nil, "bytes */16"),
            ("bytes=99999999999999999999-", 416, nil, "bytes */16"), ("bytes=5-2", 200, "0123456789abcdef", nil),
            ("bytes=0-1,4-5", 200, "0123456789abcdef", nil), ("bytes=x-", 200, "0123456789abcdef", nil),
            ("lines=1-2", 200, "0123456789abcdef", nil), ("bytes=-", 200, "0123456789abcdef", nil),
        ] as [(String, Int, String?, String?)])
    func ranges(range: String, status: Int, text: String?, contentRange: String?) async throws {
        try await Toy.application().test(.live) { client in
            let answer = try await client.send(.get, "/api/v1/picture", headers: [.range: range])
            #expect(answer.status.code == status)
            if let text { #expect(answer.text == text) }
            #expect(answer.header("Content-Range") == contentRange)
        }
    }

    @Test("a range of other bytes than the client has is the whole")
    func ifRange() async throws {
        try await Toy.application().test(.live) { client in
            let headers: HTTPFields = [.range: "bytes=0-1", .ifRange: "\"old\""]
            try await #expect(client.send(.get, "/api/v1/picture", headers: headers).text == "0123456789abcdef")
            let same: HTTPFields = [.range: "bytes=0-1", .ifRange: "\"abc\""]
            try await #expect(client.send(.get, "/api/v1/picture", headers: same).text == "01")
        }
    }

    @Test("a file is streamed, whole and in part, and its head tells its length")
    func file() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("gateway-\(UUID())").path
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let dialect = Toy.dialect(routes: Toy.routes("/api/v1", file: path))
        try await Toy.application(Toy.gateway([dialect])).test(.live) { client in
            let whole = try await client.send(.get, "/api/v1/file")
            #expect(Array(whole.body.readableBytesView) == bytes)
            let part = try await client.send(.get, "/api/v1/file", headers: [.range: "bytes=65000-140000"])
            #expect(Array(part.body.readableBytesView) == Array(bytes[65000...140000]))
            let head = try await client.send(.head, "/api/v1/file")
            #expect(head.header("Content-Length") == "200000")
            #expect(head.text == "")
        }
    }

    @Test("a file that is gone is a 500 with nothing sent before")
    func missingFile() async throws {
        try await Toy.application().test(.live) { client in
            let answer = try await client.send(.get, "/api/v1/file")
            #expect(answer.status == .internalServerError)
            #expect(!answer.text.contains("nonexistent"))
        }
    }

    @Test("null stands for no object")
    func null() async throws {
        try await Toy.application().test(.router) { client in
            try await #expect(client.send(.get, "/api/v1/books/0").text == "null")
        }
    }
}
