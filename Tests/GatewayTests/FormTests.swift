import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("A form")
struct FormTests {
    private func send(
        _ client: any TestClientProtocol, _ body: String, type: String = "multipart/form-data; boundary=b"
    )
        async throws -> TestResponse
    {
        try await client.send(.post, "/api/v1/forms", headers: [.contentType: type], json: body)
    }

    private func part(_ disposition: String, _ content: String) -> String {
        "--b\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n\(content)\r\n"
    }

    @Test("gives its texts and hands its files over as they come")
    func form() async throws {
        try await Toy.application().test(.live) { client in
            let body =
                part("name=note", "hi") + part("name=file; filename=a.txt", String(repeating: "x", count: 900))
                + part("name=empty; filename=\"\"", "") + part("name=after", "é") + "--b--\r\n"
            let answer = try await send(client, body)
            #expect(answer.status == .created)
            #expect(answer.text == #"{"fields":["note=hi","after=é"],"files":["file:a.txt:900"]}"#)
            // The connection carries the next request.
            try await #expect(send(client, body).status == .created)
            // The same endpoint takes JSON.
            try await #expect(client.send(.post, "/api/v1/forms", json: #"{"title":"t"}"#).text.contains("[\"t\"]"))
        }
    }

    @Test("is refused with 413 where a file or its texts are too long, and with 400 where it is no form")
    func refusals() async throws {
        try await Toy.application().test(.live) { client in
            let file = part("name=file; filename=a.txt", String(repeating: "x", count: 1001)) + "--b--"
            let tooLong = try await send(client, file)
            #expect(tooLong.status == .contentTooLarge)
            #expect(tooLong.text.contains("1000 bytes"))
            let text = part("name=note", String(repeating: "x", count: 101)) + "--b--"
            try await #expect(send(client, text).status == .contentTooLarge)
            for body in ["", "--b", "nothing", part("name=note", "x"), part("filename=x", "x") + "--b--"] {
                try await #expect(send(client, body).status == .badRequest, "\(body)")
            }
            for type in [
                "multipart/form-data", "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=é",
            ] {
                try await #expect(send(client, "--b--", type: type).status == .badRequest, "\(type)")
            }
            let quoted = "multipart/form-data; charset=utf-8; boundary=\"b\""
            try await #expect(send(client, part("name=note", "x") + "--b--", type: quoted).status == .created)
            let invalid = try await client.executeRequest(
                uri: "/api/v1/forms", method: .post, headers: [.contentType: "multipart/form-data; boundary=b"],
                body: ByteBuffer(
                    bytes: Array(part("name=note", "").utf8.dropLast(2)) + [0xFF] + Array("\r\n--b--".utf8)))
            #expect(invalid.status == .badRequest)
            #expect(invalid.text.contains("note is not UTF-8"))
        }
    }
}
