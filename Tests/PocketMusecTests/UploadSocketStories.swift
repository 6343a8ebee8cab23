import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("PocketMusec: following an upload")
struct UploadSocketStories {
    private static func header(_ id: String) throws -> HTTPFields { [try #require(HTTPField.Name("X-Upload-ID")): id] }

    /// All that comes, and the code at the end.
    private static func told(_ socket: SocketClient) async -> (messages: [JSONValue], code: Int?) {
        let frames = await socket.receiveAll()
        let messages = frames.filter { $0.opcode == 1 }.map { (try? JSONParser.parse($0.payload)) ?? .null }
        return (messages, frames.last?.code)
    }

    /// A connection on which an upload of that name has begun: its next bytes are the file's.
    private static func begin(
        _ id: String, of client: SurfaceClient, announcedBytes: Int
    ) async throws -> RawConnection {
        let connection = try client.connection()
        await connection.write(
            """
            POST /api/images HTTP/1.1\r
            Host: x\r
            Authorization: Bearer \(client.token ?? "")\r
            X-Upload-ID: \(id)\r
            Content-Type: multipart/form-data; boundary=XX\r
            Content-Length: \(announcedBytes)\r
            \r
            --XX\r
            Content-Disposition: form-data; name="file"; filename="a.gif"\r
            \r

            """)
        return connection
    }

    @Test("whoever connects before, during or after the upload hears all of it, and then 1000")
    func follows() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let early = try await ann.socket("/ws/images/upload?upload=first")
            let image = try await ann.form(
                "/images", file: try Picture.bytes("sea.gif"), named: "sea.gif", headers: try Self.header("first"))
            let late = try await ann.socket("/pocketmusec/ws/images/upload?upload=first")
            for socket in [early, late] {
                let (messages, code) = await Self.told(socket)
                #expect(code == 1000)
                #expect(messages.map { $0["type"]?.text } == ["received", "read", "analysed", "complete"])
                #expect(messages.allSatisfy { $0["filename"]?.text == "sea.gif" && $0["index"] == 0 })
                #expect(messages.first?["file_size"] == image["file_size"])
                #expect(messages.first?["bytes_received"] == image["file_size"])
                #expect(messages[2]["vision_provider"]?.text == "builtin")
                #expect(messages.last?["image_id"] == image["id"])
            }
        }
    }

    @Test("an upload that fails says why, and is over; its name can be used again")
    func failure() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let header = try Self.header("again")
            try await ann.form("/images", file: try Picture.bytes("cut.jpg"), headers: header).expectError(.badRequest)
            let (messages, code) = await Self.told(try await ann.socket("/ws/images/upload?upload=again"))
            #expect(code == 1000 && messages.map { $0["type"]?.text } == ["received", "failed"])
            #expect(messages.last?["error"]?.text?.contains("damaged") == true)
            try await ann.form("/images", file: try Picture.bytes("sea.gif"), headers: header).expect(.ok)
            let second = await Self.told(try await ann.socket("/ws/images/upload?upload=again"))
            #expect(second.messages.last?["type"]?.text == "complete")
        }
    }

    @Test("a sender who goes away in the middle leaves nothing, and who follows is told that it failed")
    func cutOff() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let socket = try await ann.socket("/ws/images/upload?upload=cut")
            let connection = try await Self.begin("cut", of: ann, announcedBytes: 100_000)
            await connection.write("GIF89a")
            connection.close()
            let (messages, code) = await Self.told(socket)
            #expect(code == 1000 && messages.map { $0["type"]?.text } == ["failed"])
            #expect(messages.first?["error"]?.text == "The body ended early")
            #expect(try await ann.get("/images")["total"] == 0)
        }
    }

    @Test("while a large file comes in, who follows is told how much of it is here")
    func receiving() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let socket = try await ann.socket("/ws/images/upload?upload=large")
            let connection = try await Self.begin("large", of: ann, announcedBytes: 5_000_000)
            await connection.write(bytes: Array(repeating: 0, count: 700_000))
            // The rest is never sent.
            connection.close()
            let told = await Self.told(socket).messages
            #expect(told.map { $0["type"]?.text } == ["received", "received", "failed"])
            let received = told.compactMap { $0["bytes_received"]?.integer }
            #expect(received.count == 2 && received == received.sorted())
            #expect(received.allSatisfy { $0 >= 256 << 10 && $0 <= 700_000 })
            #expect(told.allSatisfy { $0["file_size"] == .null })
        }
    }

    @Test("a batch tells of each file by its place, and closes after the last")
    func batch() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let files = [
                FormFile(field: "files", name: "a.gif", bytes: try Picture.bytes("sea.gif")),
                FormFile(field: "files", name: "b.txt", bytes: Array("no picture".utf8)),
            ]
            try await ann.form("/images/batch", files: files, headers: try Self.header("many")).expect(.ok)
            let (messages, code) = await Self.told(try await ann.socket("/ws/images/upload?upload=many"))
            #expect(code == 1000)
            func types(_ index: JSONValue) -> [String?] {
                messages.filter { $0["index"] == index }.map { $0["type"]?.text }
            }
            #expect(types(0) == ["received", "read", "analysed", "complete"])
            #expect(types(1) == ["received", "failed"])
        }
    }

    @Test("a name is its owner's: somebody else's upload of that name is not heard of")
    func strangers() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            let header = try Self.header("same")
            try await ann.form("/images", file: try Picture.bytes("sea.gif"), headers: header).expect(.ok)
            let bobs = try await bob.socket("/ws/images/upload?upload=same")
            try await bob.form("/images", file: try Picture.bytes("other.png"), named: "bobs.png", headers: header)
                .expect(.ok)
            let (messages, code) = await Self.told(bobs)
            #expect(code == 1000 && messages.count == 4)
            #expect(messages.allSatisfy { $0["filename"]?.text == "bobs.png" })
        }
    }

    @Test("nobody is told anything: 4001 without a good token, 4000 without a name; and plain HTTP is a 426")
    func refusals() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            for client in [nobody, nobody.with(token: "wrong")] {
                #expect(await Self.told(try await client.socket("/ws/images/upload?upload=a")).code == 4001)
            }
            for query in ["", "?upload=", "?upload=" + String(repeating: "a", count: 129)] {
                #expect(await Self.told(try await ann.socket("/ws/images/upload" + query)).code == 4000)
            }
            try await ann.get("/ws/images/upload?upload=a").expectError(HTTPResponse.Status(code: 426))
            let long = try Self.header(String(repeating: "a", count: 129))
            try await ann.form("/images", file: try Picture.bytes("sea.gif"), headers: long)
                .expectError(.badRequest, naming: "X-Upload-ID")
        }
    }
}
