import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Logging

/// A dialect with one endpoint of every kind, on a library that is a dictionary.
enum Toy {
    struct Book: JSONShape {
        var id: Int64
        var title: String
        var rating: Int?
        var added: UTCTime
        var author: Author?

        static let example = Book(
            id: 1, title: "Ulysses", rating: 5, added: UTCTime(seconds: 1_760_954_400), author: Author.example)
        func write(to object: inout JSONObjectWriter) {
            object.write("id", id)
            object.write("title", title)
            object.write("rating", rating)
            object.write("added", added)
            object.write("author", author)
        }
    }

    struct Author: JSONShape {
        var name: String
        static let example = Author(name: "Joyce")
        func write(to object: inout JSONObjectWriter) { object.write("name", name) }
    }

    struct Received: JSONShape {
        var fields: [String]
        var files: [String]
        static let example = Received(fields: ["a=b"], files: ["f:name.txt:3"])
        func write(to object: inout JSONObjectWriter) {
            object.write("fields", fields)
            object.write("files", files)
        }
    }

    enum Kind: String, CaseIterable, Codable, Sendable { case novel, poem }

    struct NewBook: Decodable, Sendable {
        let title: String
        let rating: Int?
        let kind: Kind?
        let added: UTCTime?
        let tags: [String]?
        let extra: JSONValue?
    }

    struct BookChanges: Decodable, Sendable {
        let title: Patch<String>
        let rating: Patch<Int>
    }

    static let limit = QueryField.integer("limit", 1...1000, default: 100)
    static let kind = QueryField.choice("kind", default: Kind.novel)
    static let picture = Array("0123456789abcdef".utf8)

    static func routes(_ base: PathPattern, file: String = "/nonexistent") -> [Route] {
        let below = { (path: String) in PathPattern(path).mounted(under: base) }
        return [
            .get(below("/books"), "List", query: [limit, kind], returns: [Book].self) { incoming in
                let limit = try incoming[limit]
                let kind = try incoming[kind]
                return [Book(id: Int64(limit), title: kind.rawValue, rating: nil, added: UTCTime(milliseconds: 1250))]
            },
            .post(below("/books"), "Add", body: NewBook.self, status: .created, returns: Book.self) { body, _ in
                Book(
                    id: 2, title: body.title, rating: body.rating, added: body.added ?? UTCTime(seconds: 0),
                    author: body.tags.map { Author(name: $0.joined(separator: "+")) })
            },
            .get(below("/books/{id:int}"), "Get", access: .owner, returns: Book?.self) { incoming in
                let id = try incoming.number("id")
                return id == 0
                    ? nil : Book(id: id, title: "of \(try incoming.caller.account)", added: UTCTime(seconds: 1))
            },
            .patch(below("/books/{id:int}"), "Change", access: .owner, body: BookChanges.self, returns: [String].self) {
                body, _ in ["\(body.title)", "\(body.rating)"]
            },
            .silent(.delete, below("/books/{isbn}"), "Remove", access: .owner) { _ in },
            .get(below("/books/new"), "A literal before a capture", access: .anyone, returns: String.self) { _ in
                "literal"
            },
            .get(below("/open/{name}"), "Open", access: .anyone, returns: [String].self) { incoming in
                [try incoming.capture("name"), incoming.requestID, incoming.address]
            },
            .get(below("/admin"), "Admin", access: .admin, returns: String.self) { _ in "welcome" },
            .get(
                below("/picture"), "Picture", answers: [.media("image/jpeg")],
                options: RouteOptions(tokenInQuery: true)
            ) { _ in
                .entity(
                    picture,
                    Entity(
                        mediaType: "image/jpeg", etag: "abc", cacheControl: "public, max-age=3600",
                        disposition: .inline(fileName: "hotpreview_1.jpg")))
            },
            .get(below("/file"), "File", access: .anyone, answers: [.media("text/plain")]) { _ in
                .file(file, byteCount: 200_000, Entity(mediaType: "text/plain", etag: "file"))
            },
            .post(
                below("/forms"), "Form", access: .anyone,
                takes: [.json(NewBook.self), .form([.file("file"), .text("note")], fileLimitBytes: 1000)],
                status: .created, returns: Received.self
            ) { incoming in
                guard incoming.isForm else {
                    return Received(fields: [try await incoming.json(NewBook.self).title], files: [])
                }
                let form = try await incoming.form(textLimitBytes: 100) { part, bytes in
                    var count = 0
                    for try await chunk in bytes { count += chunk.count }
                    return count
                }
                return Received(
                    fields: form.texts.map { "\($0.name)=\($0.value)" },
                    files: form.files.map { "\($0.part.name):\($0.part.fileName):\($0.value)" })
            },
            .get(
                below("/limited"), "Limited", access: .anyone, returns: String.self,
                options: RouteOptions(tier: RateTier("toy", limit: 2, perSeconds: 60))
            ) { _ in "ok" },
            .get(below("/broken"), "Broken", access: .anyone, returns: String.self) { _ in throw Secret() },
        ]
    }

    struct Secret: Error, CustomStringConvertible { let description = "the inner message" }

    static func dialect(_ surface: Surface = .imaLink, base: PathPattern = "/api/v1", routes: [Route]? = nil) -> Dialect
    {
        Dialect(
            surface, title: "Toy", basePaths: [base], jsonLimitBytes: 4096, routes: routes ?? Toy.routes(base),
            refusal: { error in
                guard case RequestError.noSuchPath? = error as? RequestError else { return nil }
                return Refusal(.notFound, "Toy has no such thing")
            },
            errorBody: { refusal, object in
                object.write("detail", refusal.message)
                object.write("surface", surface.rawValue)
            })
    }

    static let tokens: [String: Caller] = [
        "ann": Caller(account: 7, role: .user, session: "s", surface: .imaLink),
        "root": Caller(account: 1, role: .admin, session: "r", surface: .imaLink),
    ]

    static func gateway(
        _ dialects: [Dialect] = [dialect()], settings: GatewaySettings = GatewaySettings(),
        sharedPaths: SharedPathRule? = nil, observer: GatewayObserver = GatewayObserver()
    ) -> Gateway {
        Gateway(dialects: dialects, settings: settings, sharedPaths: sharedPaths, observer: observer) { token, _, _ in
            tokens[token]
        }
    }

    static func application(_ gateway: Gateway = gateway()) -> Application<Gateway> {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return Application(
            responder: gateway, server: gateway.http1(logger: logger),
            configuration: .init(address: .hostname(port: 0)),
            logger: logger)
    }
}

extension TestClientProtocol {
    func send(
        _ method: HTTPRequest.Method = .get, _ uri: String, as token: String? = "ann", headers: HTTPFields = [:],
        json: String? = nil
    ) async throws -> TestResponse {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        if json != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await executeRequest(
            uri: uri, method: method, headers: headers, body: json.map { ByteBuffer(string: $0) })
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}
