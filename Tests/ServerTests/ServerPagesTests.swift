import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Library
import Logging
import Server
import Testing

@Suite("The server's own pages")
struct ServerPagesTests {
    private func withServer(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("server-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var library = LibrarySettings(dataFolder: folder)
        library.log = logger
        var settings = ServerSettings(library: library)
        settings.port = 0
        let opened = try await Library.open(library)
        let server = CalotypeServer(opened, settings: settings, logger: logger)
        try await server.application().test(.live) { try await body($0) }
        try await opened.shutdown()
    }

    private func get(_ client: any TestClientProtocol, _ path: String) async throws -> TestResponse {
        try await client.executeRequest(uri: path, method: .get, headers: [:], body: nil)
    }

    @Test("say that it lives and that it is ready")
    func health() async throws {
        try await withServer { client in
            let health = try await get(client, "/health")
            #expect(String(buffer: health.body) == #"{"status":"healthy"}"#)
            let ready = try await get(client, "/ready/")
            #expect(String(buffer: ready.body) == #"{"status":"ready","checks":{"database":"ok","redis":"embedded"}}"#)
            #expect(ready.status == .ok)
        }
    }

    @Test("count what was asked, under the route's name and never the request's")
    func metrics() async throws {
        try await withServer { client in
            _ = try await get(client, "/health")
            _ = try await get(client, "/some/secret-token")
            let page = try await get(client, "/metrics")
            let text = String(buffer: page.body)
            #expect(page.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(
                text.contains(
                    #"calotype_http_requests_total{surface="",method="GET",path="/health",status="200"} 1"#))
            #expect(text.contains(#"path="unmatched",status="404"} 1"#))
            #expect(!text.contains("secret-token"))
            #expect(text.contains("\ncalotype_http_requests_in_flight 1\n"))
            #expect(text.contains(#"path="/health",le="+Inf"} 1"#))
            #expect(text.contains("# TYPE calotype_codec_waiting gauge\ncalotype_codec_waiting 0\n"))
            #expect(text.contains("\ncalotype_passwords_in_hand 0\n"))
        }
    }

    @Test("show the OpenAPI document without a byte from elsewhere")
    func documentation() async throws {
        try await withServer { client in
            let document = try await get(client, "/openapi.json")
            let json = try JSONParser.parse(Array(document.body.readableBytesView))
            #expect(json["openapi"] == "3.1.0")
            #expect(json["paths"]?["/ready"]?["get"]?["responses"]?["503"] != nil)
            for path in ["/docs", "/redoc"] {
                let page = try await get(client, path)
                #expect(page.status == .ok)
                #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                #expect(!String(buffer: page.body).contains("http"))
            }
            for name in ["docs.js", "redoc.js"] {
                try await #expect(get(client, "/docs/assets/\(name)").status == .ok)
            }
            for name in ["..%2F..%2Fetc%2Fpasswd", "nothing.js"] {
                try await #expect(get(client, "/docs/assets/\(name)").status == .notFound)
            }
        }
    }

    @Test("are mounted beside the surface, which answers at its place and under its prefix")
    func surface() async throws {
        try await withServer { client in
            let json = ByteBuffer(
                string: #"{"username":"ann","email":"ann@example.com","password":"a long one","display_name":"Ann"}"#)
            let registered = try await client.executeRequest(
                uri: "/api/v1/auth/register", method: .post, headers: [.contentType: "application/json"], body: json)
            #expect(registered.status == .created, "\(String(buffer: registered.body))")
            for path in ["/api/v1/photos", "/imalink/api/v1/photos"] {
                let answer = try await get(client, path)
                #expect(answer.status == .unauthorized)
                #expect(String(buffer: answer.body).contains("\"status_code\":401"))
            }
        }
    }

    @Test("are in the document that the command line prints, of all surfaces or of one")
    func document() async throws {
        let bytes = try #require(try await CalotypeServer.document())
        #expect(try JSONParser.parse(bytes)["info"]?["title"] == "Calotype")
        let one = try #require(try await CalotypeServer.document(of: .imaLink))
        #expect(try JSONParser.parse(one)["paths"]?["/api/v1/photos"]?["get"] != nil)
        for surface in Surface.allCases {
            #expect(try await CalotypeServer.document(of: surface) != nil, "\(surface)")
        }
    }

    @Test("describe every surface so that openapi-spec-validator has nothing to say")
    func valid() async throws {
        for surface in [nil] + Surface.allCases {
            let bytes = try #require(try await CalotypeServer.document(of: surface))
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("openapi-\(UUID()).json")
            try Data(bytes).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let validator = Process()
            validator.executableURL = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../scripts/validate-openapi")
            validator.arguments = [file.path]
            let output = Pipe()
            validator.standardOutput = output
            validator.standardError = output
            try validator.run()
            let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            validator.waitUntilExit()
            #expect(validator.terminationStatus == 0, "\(words)")
        }
    }
}
