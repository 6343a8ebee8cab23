import Gateway
import HTTPTypes
import Library
import Server
import SurfaceTesting
import Testing

/// Runs a client's story against this dialect.
func withImaLink(
    debugEndpoints: Bool = false, _ adjust: (inout LibrarySettings) -> Void = { _ in },
    _ story: @escaping @Sendable (SurfaceClient) async throws -> Void
) async throws {
    try await withSurfaces(base: "/api/v1", library: adjust, server: { $0.debugEndpoints = debugEndpoints }, story)
}

extension SurfaceClient {
    /// Registers a person and logs them in.
    func join(_ name: String) async throws -> SurfaceClient {
        try await post(
            "/auth/register",
            [
                "username": .string(name), "email": .string("\(name)@example.com"), "password": .string(Self.password),
                "display_name": .string(name),
            ]
        ).expect(.created)
        return try await login(name)
    }

    func login(_ name: String) async throws -> SurfaceClient {
        let answer = try await post("/auth/login", ["username": .string(name), "password": .string(Self.password)])
        return with(token: answer["access_token"]?.text)
    }
}

extension Reply {
    /// An error of this dialect: status, body and words.
    @discardableResult
    func expectError(
        _ status: HTTPResponse.Status, naming words: String = "", _ location: SourceLocation = #_sourceLocation
    ) -> Reply {
        expect(status, location)
        #expect(json["status_code"] == .integer(Int64(status.code)), sourceLocation: location)
        let detail = json["detail"]?.text ?? ""
        #expect(!detail.isEmpty && (words.isEmpty || detail.contains(words)), "\(detail)", sourceLocation: location)
        return self
    }
}

/// A photo that a client has told about.
struct Told: Sendable {
    let file: Int64
    let hothash: String
}

extension SurfaceClient {
    /// Tells about a photo, with a small preview of the client's own making.
    func tell(_ preview: String, _ more: [String: JSONValue] = [:]) async throws -> Told {
        var members: [JSONValue.Member] = [
            .init("filename", .string("IMG_\(preview)")), .init("file_size", 2_048_576), .init("file_type", "jpeg"),
            .init("width", 4000), .init("height", 3000), .init("hotpreview", .string(try Picture.base64(preview))),
        ]
        members.removeAll { more[$0.name] != nil }
        members += more.map { .init($0.key, $0.value) }
        let answer = try await post("/image-files/new-photo", .object(members)).expect(.created)
        return Told(
            file: try #require(answer["image_file_id"]?.integer),
            hothash: try #require(answer["photo_hothash"]?.text))
    }

    /// Sends a picture itself.
    func upload(_ picture: String, named name: String? = nil) async throws -> Told {
        let answer = try await form(
            "/image-files/new-photo", file: try Picture.bytes(picture), named: name ?? picture
        ).expect(.created)
        return Told(
            file: try #require(answer["image_file_id"]?.integer),
            hothash: try #require(answer["photo_hothash"]?.text))
    }
}
