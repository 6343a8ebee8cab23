import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImaLink: files are turned away")
struct RefusedUploadStories {
    @Test(
        "what is no whole picture is a 400, and leaves nothing",
        arguments: [
            ("cut.jpg", "a.jpg"), ("make.py", "a.jpg"), ("camera.jpg", "a.cr2"), ("camera.jpg", "a.RAF"),
        ])
    func noPictures(name: String, sentAs: String) async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            try await ann.form("/image-files/new-photo", file: try Picture.bytes(name), named: sentAs)
                .expectError(.badRequest)
            #expect(try await ann.get("/photos")["meta"]?["total"] == 0)
            #expect(try await ann.get("/image-files")["meta"]?["total"] == 0)
        }
    }

    @Test("a form without its file, an empty file, a wrong text and a wrong type of body are told apart")
    func wrongForms() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let path = "/image-files/new-photo"
            try await ann.form(path, file: nil, ["filename": "a.jpg"]).expectError(.badRequest, naming: "file")
            try await ann.form(path, file: []).expectError(.badRequest)
            let picture = try Picture.bytes("hill.bmp")
            try await ann.form(path, file: picture, ["taken_at": "soon"]).expectError(.badRequest, naming: "taken_at")
            try await ann.form(path, file: picture, ["gps_latitude": "91"]).expectError(
                .badRequest, naming: "gps_latitude")
            try await ann.form(path, file: picture, ["import_session_id": "77"]).expectError(.notFound)
            try await ann.send(.post, path, body: picture, type: "image/bmp").expectError(.unsupportedMediaType)
            try await ann.send(.post, path, body: Array("--XX".utf8), type: "multipart/form-data; boundary=XX")
                .expectError(.badRequest)
            #expect(try await ann.get("/photos")["meta"]?["total"] == 0)
        }
    }

    @Test("a file over 50 MB and a JSON body over 8 MiB are a 413")
    func tooLarge() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            try await ann.form("/image-files/new-photo", file: [UInt8](repeating: 0, count: (50 << 20) + 1))
                .expectError(.contentTooLarge)
            let long = JSONValue.string(String(repeating: "A", count: 8 << 20))
            try await ann.post("/image-files/new-photo", ["filename": "a.jpg", "hotpreview": long])
                .expectError(.contentTooLarge)
        }
    }

    @Test("a small preview that is no whole JPEG, and every wrong field, is a 400 that names it")
    func wrongBodies() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let good: [String: JSONValue] = [
                "filename": "a.jpg", "hotpreview": .string(try Picture.base64("preview-a.jpg")),
            ]
            func send(_ name: String, _ value: JSONValue?) async throws -> Reply {
                var body = good
                body[name] = value
                return try await ann.post("/image-files/new-photo", .object(body.map { .init($0.key, $0.value) }))
            }
            let cut = Data(try Picture.bytes("preview-a.jpg").dropLast(2000)).base64EncodedString()
            let wrong: [(String, JSONValue?)] = [
                ("hotpreview", .string(try Picture.base64("hill.bmp"))), ("hotpreview", "not base64!"),
                ("hotpreview", "data:image/jpeg;base64"), ("hotpreview", nil), ("hotpreview", ""), ("hotpreview", 5),
                ("filename", nil), ("filename", ""), ("filename", .null), ("file_size", -1), ("file_size", "big"),
                ("file_type", "tiff"), ("width", -4), ("exif_dict", [1]), ("exif_dict", "Canon"),
                ("gps_latitude", 91), ("gps_longitude", 181), ("taken_at", "2025-13-01T00:00:00Z"),
                ("perceptual_hash", 12), ("import_session_id", "5"),
            ]
            for (name, value) in wrong { try await send(name, value).expectError(.badRequest, naming: name) }
            try await send("hotpreview", .string(cut)).expectError(.badRequest)
            try await send("hotpreview", .string(Data("no image".utf8).base64EncodedString())).expectError(.badRequest)
            try await send("import_session_id", 99).expectError(.notFound)
            #expect(try await ann.get("/photos")["meta"]?["total"] == 0)
            // What is not asked for may be left out.
            try await send("unknown", 1).expect(.created)
        }
    }

    @Test("where no more pictures may wait, the answer is 503 with a time to come back, and nothing is kept")
    func busy() async throws {
        try await withImaLink { settings in
            settings.media.waitingPictures = 0
        } _: { client in
            let ann = try await client.join("ann")
            let answer = try await ann.form("/image-files/new-photo", file: try Picture.bytes("hill.bmp"))
                .expectError(.serviceUnavailable)
            #expect(answer.header("Retry-After").flatMap { Int($0) }.map { $0 > 0 } == true)
            #expect(try await ann.get("/photos")["meta"]?["total"] == 0)
        }
    }

    @Test("another method is a 405 that lists those there are, another path a 404, no token a 401, text a 415")
    func wire() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let method = try await ann.delete("/photos").expectError(.methodNotAllowed)
            #expect(method.header("Allow")?.contains("GET") == true)
            try await ann.get("/photographs").expectError(.notFound)
            try await ann.get("/imalink/api/v1/uploads").expectError(.notFound)
            #expect(try await client.get("/photos").expectError(.unauthorized).header("WWW-Authenticate") == "Bearer")
            try await ann.send(.post, "/authors", body: Array("Jane".utf8), type: "text/plain")
                .expectError(.unsupportedMediaType)
            try await ann.send(.post, "/authors", body: Array("Jane".utf8), type: "application/json")
                .expectError(.badRequest)
            #expect(try await ann.get("/photos").header("X-Request-ID")?.isEmpty == false)
        }
    }
}
