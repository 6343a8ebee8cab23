import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import SurfaceTesting
import Synchronization
import Testing

@Suite("An answer that is kept")
struct KeptAnswerTests {
    /// Rows that somebody changes, and how often they were read.
    private final class Shelf: Sendable {
        private struct State {
            var title = "Ulysses"
            var version: UInt64 = 1
            var reads = 0
            var picture: [UInt8]? = Toy.picture
        }
        private let state = Mutex(State())

        var version: UInt64 { state.withLock(\.version) }
        var reads: Int { state.withLock(\.reads) }

        func read() -> String {
            state.withLock { state in
                state.reads += 1
                return state.title
            }
        }

        func change(to title: String) {
            state.withLock { state in
                state.title = title
                state.version += 1
            }
        }

        var picture: [UInt8]? {
            get { state.withLock(\.picture) }
            set { state.withLock { $0.picture = newValue } }
        }

        var routes: [Route] {
            [
                .get("/api/v1/title/{name}", "Title", returns: [String].self) { incoming in
                    [self.read(), "\(try incoming.caller.account)"]
                }.answering(
                    atOnce: { incoming in [self.read(), "\(try incoming.caller.account)"] },
                    keptWhile: { self.version }),
                .get("/api/v1/cover", "Cover", answers: [.media("image/jpeg")]) { _ in
                    .entity(Array("from disk".utf8), Entity(mediaType: "image/jpeg", etag: "disk"))
                }.answering(
                    atOnce: { _ in
                        self.picture.map { picture in
                            .entity(picture, Entity(mediaType: "image/jpeg", etag: "abc")) { self.picture }
                        }
                    }, keptWhile: { self.version }),
            ]
        }
    }

    private func gateway(_ shelf: Shelf, _ observer: GatewayObserver = GatewayObserver()) -> Gateway {
        Gateway(
            dialects: [Toy.dialect(routes: shelf.routes)], observer: observer,
            recognise: { token, _ in Toy.tokens[token] }
        ) { token, _, _ in Toy.tokens[token] }
    }

    private func withShelf(
        _ story: @escaping @Sendable (Shelf, any TestClientProtocol) async throws -> Void
    ) async throws {
        let shelf = Shelf()
        try await Toy.application(gateway(shelf)).test(.live) { client in try await story(shelf, client) }
    }

    @Test("is not looked up again while its rows are the same, and is as soon as they are not")
    func life() async throws {
        try await withShelf { shelf, client in
            let path = "/api/v1/title/a"
            let first = try await client.send(.get, path)
            #expect(first.text == #"["Ulysses","7"]"#)
            for _ in 0..<3 {
                let again = try await client.send(.get, path)
                #expect(again.text == first.text && again.status == .ok)
                #expect(again.header("Content-Type") == "application/json" && again.header("Vary") == "Origin")
                #expect(again.header("X-Request-ID") != first.header("X-Request-ID"))
            }
            #expect(shelf.reads == 1)
            shelf.change(to: "Dubliners")
            for _ in 0..<2 { #expect(try await client.send(.get, path).text == #"["Dubliners","7"]"#) }
            #expect(shelf.reads == 2)
        }
    }

    @Test("is another caller's, another path's and another query's never")
    func questions() async throws {
        try await withShelf { shelf, client in
            let path = "/api/v1/title/a"
            _ = try await client.send(.get, path)
            try await #expect(client.send(.get, path, as: "root").text == #"["Ulysses","1"]"#)
            try await #expect(client.send(.get, path, as: "nobody").status == .unauthorized)
            try await #expect(client.send(.get, path, as: nil).status == .unauthorized)
            #expect(shelf.reads == 2)
            for other in ["/api/v1/title/b", path + "?page=2", "/imalink" + path] {
                _ = try await client.send(.get, other)
            }
            #expect(shelf.reads == 5)
            try await #expect(client.send(.head, path).text == "")
            try await #expect(client.send(.delete, path).status == .methodNotAllowed)
        }
    }

    @Test("goes out by the conditions of each request, and with its request's id and origin")
    func conditions() async throws {
        try await withShelf { shelf, client in
            for _ in 0..<2 {
                try await #expect(client.send(.get, "/api/v1/cover").text == "0123456789abcdef")
                let known = try await client.send(.get, "/api/v1/cover", headers: [.ifNoneMatch: "\"abc\""])
                #expect(known.status == .notModified && known.text == "" && known.header("ETag") == "\"abc\"")
                #expect(known.header("Content-Type") == nil && known.header("Content-Length") == nil)
                let part = try await client.send(.get, "/api/v1/cover", headers: [.range: "bytes=4-7"])
                #expect(part.status == .partialContent && part.text == "4567")
                #expect(part.header("Content-Range") == "bytes 4-7/16" && part.header("Content-Length") == "4")
                let beyond = try await client.send(.get, "/api/v1/cover", headers: [.range: "bytes=16-"])
                #expect(beyond.status == .rangeNotSatisfiable)
                let requestID = try #require(HTTPField.Name("X-Request-ID"))
                let named = try await client.send(
                    .get, "/api/v1/cover",
                    headers: [requestID: "mine", .origin: "http://localhost:3000"])
                #expect(named.header("X-Request-ID") == "mine")
                #expect(named.header("Access-Control-Allow-Origin") == "http://localhost:3000")
                #expect(named.header("Vary") == "Authorization, Origin")
            }
        }
    }

    @Test("of bytes in somebody's memory is gone with them")
    func lent() async throws {
        try await withShelf { shelf, client in
            for _ in 0..<2 { #expect(try await client.send(.get, "/api/v1/cover").header("ETag") == "\"abc\"") }
            shelf.picture = nil
            for _ in 0..<2 { #expect(try await client.send(.get, "/api/v1/cover").text == "from disk") }
            shelf.picture = Toy.picture
            try await #expect(client.send(.get, "/api/v1/cover").text == "0123456789abcdef")
        }
    }

    @Test("waits for a client that asks and does not read, as any other does")
    func unread() async throws {
        let answered = Mutex(0)
        let shelf = Shelf()
        shelf.change(to: String(repeating: "x", count: 20_000))
        let observer = GatewayObserver(ended: { _ in answered.withLock { $0 += 1 } })
        try await withRunning(gateway(shelf, observer), ConnectionLimits(stalledWrite: .seconds(600))) { port, _ in
            let connection = try RawConnection(port: port, receiveBuffer: 10_000)
            defer { connection.close() }
            let request = "GET /api/v1/title/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\n"
            let count = 2000
            async let asked = connection.write(
                String(repeating: request + "\r\n", count: count - 1) + request + "Connection: close\r\n\r\n")
            // What the sockets' buffers hold is answered, and not much more.
            try await Task.sleep(for: .seconds(2))
            #expect(answered.withLock { $0 } < count / 2)
            let answers = try await connection.readToEnd()
            await #expect(asked)
            #expect(answers?.utf8.count(where: { $0 == UInt8(ascii: "x") }) ?? 0 >= count * 20_000)
            #expect(answered.withLock { $0 } == count)
        }
    }

    @Test("makes room for others within its budget, and what is asked for all the time stays")
    func budget() async throws {
        try await withShelf { shelf, client in
            shelf.change(to: String(repeating: "x", count: 500_000))
            // Sixteen megabytes hold no more than 33 of them; half of that is one generation.
            for number in 0..<60 {
                _ = try await client.send(.get, "/api/v1/title/\(number)")
                _ = try await client.send(.get, "/api/v1/title/often")
            }
            #expect(shelf.reads == 61)
            _ = try await client.send(.get, "/api/v1/title/0")
            #expect(shelf.reads == 62)
        }
    }
}
