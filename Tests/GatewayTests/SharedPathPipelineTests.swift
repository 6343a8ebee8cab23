import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Testing

@Suite("A path that two dialects own, through the Gateway")
struct SharedPathPipelineTests {
    struct Named: Decodable, Sendable { let title: String }
    struct Rejected: Error {}

    private static func dialect(_ surface: Surface) -> Dialect {
        Toy.dialect(
            surface,
            routes: [
                .post("/api/v1/login", "Login", access: .anyone, body: Named.self, returns: [String].self) { body, _ in
                    if body.title == "wrong" { throw Rejected() }
                    return [surface.rawValue, body.title]
                }
            ])
    }

    /// `dialect` in the body decides; without it, it is imagineai, and the question is open.
    private static let rule = SharedPathRule(
        decide: { request in
            guard let name = request.body?["dialect"]?.text, let surface = Surface(rawValue: name) else {
                return SharedPathDecision(.imagineAI, isOpen: true)
            }
            return SharedPathDecision(surface, isOpen: false)
        },
        openRefusal: { error in
            switch error {
            case is Rejected: Refusal(.unauthorized, "Invalid credentials")
            case RequestError.field(let name, let fault): Refusal(.unprocessableContent, "\(name) \(fault.words)")
            default: nil
            }
        },
        openErrorBody: { refusal, object in
            object.write("detail", refusal.message)
            object.write("open", true)
        })

    private func send(_ json: String, to path: String = "/api/v1/login") async throws -> TestResponse {
        let gateway = Toy.gateway([Self.dialect(.imagineAI), Self.dialect(.imaLink)], sharedPaths: Self.rule)
        return try await Toy.application(gateway).test(.live) { client in
            try await client.send(.post, path, as: nil, json: json)
        }
    }

    @Test("the body decides, and is there again for the handler")
    func replay() async throws {
        try await #expect(send(#"{"dialect":"imalink","title":"t"}"#).text == #"["imalink","t"]"#)
        try await #expect(send(#"{"title":"t"}"#).text == #"["imagineai","t"]"#)
    }

    @Test("under a prefix nothing is decided")
    func prefix() async throws {
        let json = #"{"dialect":"imagineai","title":"t"}"#
        try await #expect(send(json, to: "/imalink/api/v1/login").text == #"["imalink","t"]"#)
    }

    @Test("a refusal speaks the dialect that was decided on, and the neutral one while the question is open")
    func refusals() async throws {
        let decided = try await send(#"{"dialect":"imalink"}"#)
        #expect(decided.status == .badRequest)
        #expect(decided.text == #"{"detail":"title is required","surface":"imalink"}"#)
        let open = try await send(#"{"title":""}"#)
        #expect(open.status == .unprocessableContent)
        #expect(open.text == #"{"detail":"title is required","open":true}"#)
        let wrong = try await send(#"{"title":"wrong"}"#)
        #expect(wrong.status == .unauthorized)
        #expect(wrong.header("WWW-Authenticate") == "Bearer")
        #expect(wrong.text == #"{"detail":"Invalid credentials","open":true}"#)
    }

    @Test("a body that is no JSON, or too large, or of another type, is refused while the question is open")
    func bodies() async throws {
        try await #expect(send("{").status == .badRequest)
        let large = try await send(#"{"title":"\#(String(repeating: "x", count: 5000))"}"#)
        #expect(large.status == .contentTooLarge)
        #expect(large.text.contains("\"open\":true"))
    }
}
