import Gateway
import Hummingbird
import HummingbirdTesting
import Identity
import Testing

@Suite("A request on its way through the Gateway")
struct PipelineTests {
    @Test("a path answers at its exact place and under its surface's prefix, with a trailing slash and without")
    func mounts() async throws {
        try await Toy.application().test(.live) { client in
            for path in ["/api/v1/open/x", "/api/v1/open/x/", "/imalink/api/v1/open/x", "/imalink/api/v1/open/x/"] {
                try await #expect(client.send(.get, path).status == .ok, "\(path)")
            }
            try await #expect(client.send(.get, "/ml-framework/api/v1/open/x").status == .notFound)
            try await #expect(client.send(.get, "/api/v1//open/x").status == .notFound)
        }
    }

    @Test("a literal segment goes before a capture, and names of captures may differ by method")
    func captures() async throws {
        try await Toy.application().test(.router) { client in
            try await #expect(client.send(.get, "/api/v1/books/new").text == "\"literal\"")
            try await #expect(client.send(.get, "/api/v1/books/12").text.hasPrefix("{\"id\":12,"))
            try await #expect(client.send(.delete, "/api/v1/books/12").status == .noContent)
            try await #expect(client.send(.get, "/api/v1/books/99999999999999999999").status == .notFound)
        }
    }

    @Test("a segment is percent-decoded once, and an encoded slash stays inside of it")
    func escapes() async throws {
        try await Toy.application().test(.router) { client in
            try await #expect(client.send(.get, "/api/v1/open/a%2Fb").text.hasPrefix("[\"a/b\","))
            try await #expect(client.send(.get, "/api/v1/open/a%252Fb").text.hasPrefix("[\"a%2Fb\","))
            try await #expect(client.send(.get, "/api/v1/open/%C3%A9").text.hasPrefix("[\"é\","))
            for bad in ["%FF", "%", "%4", "%zz", "a%00"] {
                try await #expect(client.send(.get, "/api/v1/open/\(bad)").status == .notFound, "\(bad)")
            }
        }
    }

    @Test("a number's place takes numbers: what else stands there is for other methods, or nothing")
    func numbers() async throws {
        try await Toy.application().test(.router) { client in
            let named = try await client.send(.post, "/api/v1/books/new", json: "{}")
            #expect(named.status == .methodNotAllowed)
            #expect(named.header("Allow") == "DELETE, GET, HEAD, OPTIONS")
            let isbn = try await client.send(.patch, "/api/v1/books/0-306", json: "{}")
            #expect(isbn.header("Allow") == "DELETE, OPTIONS")
            try await #expect(client.send(.get, "/api/v1/books/twelve").status == .methodNotAllowed)
        }
    }

    @Test("an unknown path is a 404 in its dialect's words, another method a 405 that says which ones there are")
    func unknown() async throws {
        try await Toy.application().test(.live) { client in
            let missing = try await client.send(.get, "/api/v1/nothing")
            #expect(missing.status == .notFound)
            #expect(missing.text == #"{"detail":"Toy has no such thing","surface":"imalink"}"#)
            let elsewhere = try await client.send(.get, "/elsewhere")
            #expect(elsewhere.text == #"{"detail":"Not found","status_code":404}"#)
            let other = try await client.send(.put, "/api/v1/books/12")
            #expect(other.status == .methodNotAllowed)
            #expect(other.header("Allow") == "DELETE, GET, HEAD, OPTIONS, PATCH")
            #expect(other.text.contains("\"surface\":\"imalink\""))
        }
    }

    @Test("below the base paths of two dialects, an unknown path is refused in the words of the longer one")
    func longestBase() async throws {
        let gateway = Toy.gateway([
            Toy.dialect(.pocketMusec, base: "/api"), Toy.dialect(.imaLink, base: "/api/v1"),
            Toy.dialect(.imagineAI, base: "/api/v1", routes: []),
            Toy.dialect(.textExtraction, base: "/api/v1/core"),
        ])
        try await Toy.application(gateway).test(.live) { client in
            func surface(_ path: String) async throws -> String? {
                try JSONParser.parse(Array(buffer: try await client.send(.get, path).body))["surface"]?.text
            }
            try await #expect(surface("/api/nothing") == "pocketmusec")
            try await #expect(surface("/api/v1/core/nothing") == "text-extraction")
            try await #expect(surface("/api/v1/nothing") == nil)
        }
    }

    @Test("HEAD is GET without the body")
    func head() async throws {
        try await Toy.application().test(.live) { client in
            let get = try await client.send(.get, "/api/v1/books")
            let head = try await client.send(.head, "/api/v1/books")
            #expect(head.status == .ok)
            #expect(head.header("Content-Length") == get.header("Content-Length"))
            #expect(head.text == "")
            try await #expect(client.send(.get, "/api/v1/books").text == get.text)
        }
    }

    @Test("every answer carries a request id: the client's own where it is sane")
    func requestIDs() async throws {
        try await Toy.application().test(.live) { client in
            for path in ["/api/v1/books", "/api/v1/nothing", "/api/v1/broken"] {
                let made = try await client.send(.get, path)
                #expect(made.header("X-Request-ID")?.count == 32)
                let own = try await client.send(.get, path, headers: [.init("X-Request-ID")!: "Mine-1.a_b"])
                #expect(own.header("X-Request-ID") == "Mine-1.a_b")
                for bad in ["", "a b", "a\u{e9}", String(repeating: "x", count: 129), "<script>"] {
                    let answer = try await client.send(.get, path, headers: [.init("X-Request-ID")!: bad])
                    #expect(answer.header("X-Request-ID")?.count == 32, "\(bad)")
                }
            }
        }
    }

    @Test("who may call is judged by the declaration, before the body is looked at")
    func access() async throws {
        try await Toy.application().test(.live) { client in
            let nobody = try await client.send(.post, "/api/v1/books", as: nil, json: "{")
            #expect(nobody.status == .unauthorized)
            #expect(nobody.header("WWW-Authenticate") == "Bearer")
            try await #expect(client.send(.get, "/api/v1/books", as: "forged").status == .unauthorized)
            try await #expect(client.send(.get, "/api/v1/admin", as: "ann").status == .forbidden)
            try await #expect(client.send(.get, "/api/v1/admin", as: "root").status == .ok)
            try await #expect(client.send(.get, "/api/v1/picture?token=ann", as: nil).status == .ok)
            try await #expect(client.send(.get, "/api/v1/books?token=ann", as: nil).status == .unauthorized)
        }
    }

    @Test("an unknown error is a 500 that tells nothing but the request id")
    func inner() async throws {
        try await Toy.application().test(.router) { client in
            let answer = try await client.send(.get, "/api/v1/broken")
            #expect(answer.status == .internalServerError)
            #expect(answer.text == #"{"detail":"Internal server error","surface":"imalink"}"#)
        }
    }

    @Test("query values are typed, have their range, and are named where they are wrong")
    func query() async throws {
        try await Toy.application().test(.router) { client in
            try await #expect(client.send(.get, "/api/v1/books").text.contains("\"id\":100,\"title\":\"novel\""))
            try await #expect(
                client.send(.get, "/api/v1/books?limit=5&kind=poem").text.contains("\"id\":5,\"title\":\"poem\""))
            for (query, words) in [
                ("limit=0", "limit must be from 1 to 1000"), ("limit=1001", "limit must be from 1 to 1000"),
                ("limit=x", "limit must be an integer"), ("limit=", "limit must be an integer"),
                ("limit=99999999999999999999", "limit must be an integer"),
                ("kind=prose", "kind must be one of novel, poem"), ("limit=%FF", "limit is not percent-encoded UTF-8"),
            ] {
                let answer = try await client.send(.get, "/api/v1/books?\(query)")
                #expect(answer.status == .badRequest)
                #expect(answer.text.contains(words), "\(query): \(answer.text)")
            }
        }
    }

    @Test("a limited route counts, says what is left, and refuses with Retry-After")
    func rates() async throws {
        try await Toy.application().test(.router) { client in
            let first = try await client.send(.get, "/api/v1/limited")
            #expect(first.header("X-RateLimit-Limit") == "2")
            #expect(first.header("X-RateLimit-Remaining") == "1")
            try await #expect(client.send(.get, "/api/v1/limited").status == .ok)
            let third = try await client.send(.get, "/api/v1/limited")
            #expect(third.status == .tooManyRequests)
            #expect(third.header("X-RateLimit-Remaining") == "0")
            #expect(third.header("Retry-After").flatMap(Int.init).map { (1...60).contains($0) } == true)
        }
        try await Toy.application(Toy.gateway(settings: GatewaySettings(rateLimits: false))).test(.router) { client in
            for _ in 0..<5 { try await #expect(client.send(.get, "/api/v1/limited").status == .ok) }
        }
    }

    @Test("a page of an allowed origin may call, any other may not, and caches are told")
    func cors() async throws {
        try await Toy.application().test(.router) { client in
            func origin(_ origin: String) async throws -> TestResponse {
                try await client.send(.get, "/api/v1/nothing", headers: [.origin: origin])
            }
            for good in ["http://localhost:3000", "http://127.0.0.1:80"] {
                try await #expect(origin(good).header("Access-Control-Allow-Origin") == good)
            }
            for bad in [
                "https://localhost:3000", "http://localhost", "http://localhost:", "http://evil.example",
                "http://localhost:1@evil.example", "http://localhost:80.evil.example/",
            ] {
                let answer = try await origin(bad)
                #expect(answer.header("Vary") == "Origin")
                #expect(answer.header("Access-Control-Allow-Origin") == nil, "\(bad)")
            }
            let preflight = try await client.send(
                .options, "/api/v1/books", as: nil,
                headers: [
                    .origin: "http://localhost:3000", .accessControlRequestMethod: "POST",
                    .accessControlRequestHeaders: "authorization,content-type",
                ])
            #expect(preflight.status == .noContent)
            #expect(preflight.header("Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS, POST")
            #expect(preflight.header("Access-Control-Allow-Headers") == "authorization,content-type")
            try await #expect(client.send(.options, "/api/v1/nothing").status == .notFound)
        }
    }

    @Test("a forwarded address counts only from a trusted proxy, and then the last one that no proxy of ours added")
    func forwarded() async throws {
        func address(_ trusted: Set<String>, _ forwarded: String) async throws -> String? {
            let gateway = Toy.gateway(settings: GatewaySettings(trustedProxies: trusted))
            return try await Toy.application(gateway).test(.live) { client in
                let answer = try await client.send(
                    .get, "/api/v1/open/x", headers: [.init("X-Forwarded-For")!: forwarded])
                guard case .array(let texts) = try JSONParser.parse(Array(buffer: answer.body)) else { return nil }
                return texts.last?.text
            }
        }
        try await #expect(address([], "9.9.9.9") == "127.0.0.1")
        try await #expect(address(["127.0.0.1"], "9.9.9.9") == "9.9.9.9")
        try await #expect(address(["127.0.0.1"], "1.1.1.1, 9.9.9.9") == "9.9.9.9")
        try await #expect(address(["127.0.0.1", "9.9.9.9"], "1.1.1.1, 9.9.9.9") == "1.1.1.1")
        try await #expect(address(["127.0.0.1"], "1.1.1.1, nonsense") == "127.0.0.1")
        try await #expect(address(["127.0.0.1", "9.9.9.9"], "<script>, 9.9.9.9") == "9.9.9.9")
        try await #expect(address(["127.0.0.1"], "2001:db8::1") == "2001:db8::1")
    }
}
