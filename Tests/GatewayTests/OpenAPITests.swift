import Foundation
import Gateway
import Identity
import Testing

@Suite("The OpenAPI document")
struct OpenAPITests {
    static func document(_ dialects: [Dialect] = [Toy.dialect()]) throws -> JSONValue {
        try JSONParser.parse(openAPIDocument(of: dialects, info: DocumentInfo(title: "Toy", version: "1")))
    }

    @Test("describes a shape by what it writes, and a body by what it reads")
    func schemas() throws {
        let schemas = try #require(try Self.document()["components"]?["schemas"])
        let book = try #require(schemas["Book"])
        #expect(book["required"] == ["id", "title", "rating", "added", "author"])
        #expect(book["properties"]?["rating"]?["type"] == ["integer", "null"])
        #expect(book["properties"]?["added"] == ["type": "string", "format": "date-time"])
        #expect(
            book["properties"]?["author"] == ["anyOf": [["$ref": "#/components/schemas/Author"], ["type": "null"]]])
        guard case .array(let examples)? = book["examples"] else { throw Missing() }
        #expect(examples.first?["title"] == "Ulysses")

        let new = try #require(schemas["NewBook"])
        #expect(new["required"] == ["title"])
        #expect(new["properties"]?["kind"]?["enum"] == ["novel", "poem", .null])
        #expect(new["properties"]?["tags"] == ["type": ["array", "null"], "items": ["type": "string"]])
        let changes = try #require(schemas["BookChanges"])
        #expect(changes["required"] == nil)
        #expect(changes["properties"]?["rating"]?["type"] == ["integer", "null"])
        #expect(schemas["Error"]?["required"] == ["detail", "surface"])
    }

    struct Missing: Error {}

    @Test("describes who may call, what a query takes, what a body may be and what is answered")
    func operations() throws {
        let paths = try #require(try Self.document()["paths"])
        let list = try #require(paths["/api/v1/books"]?["get"])
        guard case .array(let parameters)? = list["parameters"] else { throw Missing() }
        #expect(parameters.first?["schema"] == ["type": "integer", "minimum": 1, "maximum": 1000, "default": 100])
        #expect(list["security"] == [["bearer": []]])
        #expect(paths["/api/v1/picture"]?["get"]?["security"] == [["bearer": []], ["tokenInQuery": []]])
        #expect(paths["/api/v1/open/{name}"]?["get"]?["security"] == [])
        let form = try #require(paths["/api/v1/forms"]?["post"]?["requestBody"]?["content"])
        #expect(form.members?.map(\.name) == ["application/json", "multipart/form-data"])
        #expect(form["multipart/form-data"]?["schema"]?["required"] == ["file"])
        let statuses = try #require(paths["/api/v1/books"]?["post"]?["responses"]).members?.map(\.name)
        #expect(statuses == ["201", "400", "401", "413", "415"])
        // The path's own name for its capture, whatever another method calls it.
        #expect(paths["/api/v1/books/{id}"]?.members?.map(\.name) == ["get", "patch", "delete"])
        #expect(paths["/api/v1/books/{isbn}"] == nil)
    }

    @Test("shows a WebSocket as a GET that is answered with 101, and what each of its messages is")
    func sockets() throws {
        let document = try Self.document([Toy.dialect(.imagineAI, base: "/ws", routes: ToySockets.routes)])
        let operation = try #require(document["paths"]?["/ws/quiet"]?["get"])
        #expect(operation["responses"]?.members?.map(\.name) == ["101", "400", "426", "429"])
        #expect(
            operation["responses"]?["101"]?["content"]?["application/json"]?["schema"]
                == ["$ref": "#/components/schemas/Tick"])
        #expect(operation["security"] == [["bearer": []], ["tokenInQuery": []]])
        guard case .string(let words)? = operation["description"] else { throw Missing() }
        #expect(words.contains("4001"))
    }

    @Test("is an OpenAPI 3.1 document to openapi-spec-validator, for one surface and for two that share paths")
    func valid() throws {
        let sockets = Toy.dialect(.imagineAI, base: "/ws", routes: ToySockets.routes)
        for dialects in [[Toy.dialect()], [Toy.dialect(), Toy.dialect(.imagineAI)], [sockets]] {
            let bytes = openAPIDocument(of: dialects, info: DocumentInfo(title: "Toy", version: "1"))
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

    @Test("shows a path that two dialects own at its exact place once, and the second's under its prefix")
    func shared() throws {
        let paths = try #require(try Self.document([Toy.dialect(), Toy.dialect(.imagineAI)])["paths"])
        #expect(paths["/api/v1/books"]?["get"]?["operationId"] == "imalink-get-api-v1-books")
        #expect(paths["/imagineai/api/v1/books"]?["get"]?["operationId"] == "imagineai-get-api-v1-books")
    }
}
