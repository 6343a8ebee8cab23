import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImaLink: previews from memory")
struct PreviewMemoryStories {
    /// Runs a story with Ann's photo, all of whose previews have been asked for twice: they are in memory, as is her token.
    private func withRemembered(
        _ story: @escaping @Sendable (_ ann: SurfaceClient, _ told: Told, _ paths: [String]) async throws -> Void
    ) async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload("wide.jpg")
            let photo = "/photos/\(told.hothash)"
            let paths = ["\(photo)/hotpreview", "\(photo)/coldpreview", "\(photo)/coldpreview?width=400"]
            for path in paths {
                let first = try await ann.get(path).expect(.ok)
                let hits = await client.library.load().previews.hits
                let again = try await ann.get(path).expect(.ok)
                #expect(await client.library.load().previews.hits == hits + 1)
                #expect(again.bytes == first.bytes)
                for name in ["Content-Type", "ETag", "Cache-Control", "Content-Disposition", "Vary", "Content-Length"] {
                    #expect(again.header(name) == first.header(name) && first.header(name) != nil)
                }
                #expect(again.header("Date") != nil && again.header("X-Request-ID") != nil)
            }
            try await story(ann, told, paths)
        }
    }

    /// Another process on the same folder, as far as the server can tell.
    private func elsewhere(_ client: SurfaceClient, _ change: (Library) async throws -> Void) async throws {
        let library = try await Library.open(LibrarySettings(dataFolder: client.folder))
        try await change(library)
        try await library.shutdown()
    }

    @Test("what a client has already is not sent again, and a part of it is a part")
    func conditions() async throws {
        try await withRemembered { ann, _, paths in
            for path in paths {
                let whole = try await ann.get(path).expect(.ok)
                let etag = try #require(whole.header("ETag"))
                #expect(try await ann.get(path, [.ifNoneMatch: etag]).expect(.notModified).bytes.isEmpty)
                let part = try await ann.get(path, [.range: "bytes=2-9"]).expect(.partialContent)
                #expect(part.bytes == Array(whole.bytes[2..<10]))
                try await ann.get(path, [.range: "bytes=9999999-"]).expect(.rangeNotSatisfiable)
                let head = try await ann.send(.head, path).expect(.ok)
                #expect(head.bytes.isEmpty && head.header("Content-Length") == String(whole.bytes.count))
            }
        }
    }

    @Test("what is in memory for one is nobody else's: no token, a wrong one, another user's")
    func strangers() async throws {
        try await withRemembered { ann, _, paths in
            let bob = try await ann.join("bob")
            let token = try #require(ann.token)
            for path in paths {
                try await bob.get(path).expectError(.notFound)
                try await ann.with(token: nil).get(path).expectError(.unauthorized)
                try await ann.with(token: token + "A").get(path).expectError(.unauthorized)
                try await ann.with(token: String(token.dropLast())).get(path).expectError(.unauthorized)
                let asked = path.contains("?") ? path + "&token=" : path + "?token="
                try await ann.with(token: nil).get(asked + token).expect(.ok)
                try await ann.with(token: nil).get(asked).expectError(.unauthorized)
            }
        }
    }

    @Test("the same picture of two users stays the one's when it is no longer the other's")
    func twoOwners() async throws {
        try await withRemembered { ann, told, paths in
            let bob = try await ann.join("bob")
            #expect(try await bob.upload("wide.jpg").hothash == told.hothash)
            for path in paths { try await bob.get(path).expect(.ok) }
            try await ann.delete("/photos/\(told.hothash)").expect(.ok)
            for path in paths {
                try await ann.get(path).expectError(.notFound)
                try await bob.get(path).expect(.ok)
            }
        }
    }

    @Test(
        "a session that ends takes its token along at once", arguments: ["logout", "password", "account", "elsewhere"])
    func ended(by way: String) async throws {
        try await withRemembered { ann, told, paths in
            switch way {
            case "logout": try await ann.post("/auth/logout").expect(.ok)
            case "password":
                try await ann.post(
                    "/users/me/change-password",
                    ["current_password": .string(SurfaceClient.password), "new_password": "another one"]
                ).expect(.ok)
            case "account": try await ann.delete("/users/me").expect(.ok)
            default:
                try await elsewhere(ann) { library in
                    let account = try await library.accounts.account(email: "ann@example.com")
                    try await library.accounts.setActive(false, .number(account.number))
                }
            }
            for path in paths + ["/photos/\(told.hothash)", "/photos?limit=1"] {
                try await ann.get(path).expectError(.unauthorized)
            }
        }
    }

    @Test("a photo that is deleted is gone at once, whoever deletes it", arguments: [true, false])
    func deleted(here: Bool) async throws {
        try await withRemembered { ann, told, paths in
            if here {
                try await ann.delete("/photos/\(told.hothash)").expect(.ok)
            } else {
                try await elsewhere(ann) { library in
                    let account = try await library.accounts.account(email: "ann@example.com")
                    try await library.photos.delete(told.hothash, of: account.number)
                }
            }
            for path in paths { try await ann.get(path).expectError(.notFound) }
            try await ann.get("/photos/\(told.hothash)").expectError(.notFound)
        }
    }

    @Test("an upload, a login, a rating and a new session of somebody else's cost nobody what is in memory")
    func unrelated() async throws {
        try await withRemembered { ann, told, paths in
            let bob = try await ann.join("bob")
            _ = try await bob.upload("camera.jpg")
            _ = try await ann.upload("camera.jpg")
            try await ann.put("/photos/\(told.hothash)", ["rating": 4]).expect(.ok)
            _ = try await ann.login("ann")
            let token = try #require(ann.token)
            #expect(ann.library.accounts.recognise(token) != nil)
            let hits = await ann.library.load().previews.hits
            for path in paths { try await ann.get(path).expect(.ok) }
            #expect(await ann.library.load().previews.hits == hits + paths.count)
        }
    }

    @Test("another coldpreview is served from the moment it is put, and none from the moment it is taken away")
    func replaced() async throws {
        try await withRemembered { ann, told, paths in
            let path = "/photos/\(told.hothash)/coldpreview"
            let old = try await ann.get(path).expect(.ok)
            try await ann.form(path, file: try Picture.bytes("camera.jpg"), by: .put).expect(.ok)
            let new = try await ann.get(path, [.ifNoneMatch: try #require(old.header("ETag"))]).expect(.ok)
            #expect(new.bytes != old.bytes)
            try await ann.delete(path).expect(.ok)
            for path in paths.dropFirst() { try await ann.get(path).expectError(.notFound) }
            try await ann.get(paths[0]).expect(.ok)
        }
    }

    @Test("with no memory for previews they are served all the same")
    func noMemory() async throws {
        try await withImaLink { settings in
            settings.media.previewMemoryBytes = 0
        } _: { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload("wide.jpg")
            for _ in 0..<2 { try await ann.get("/photos/\(told.hothash)/hotpreview").expect(.ok) }
            let load = await client.library.load().previews
            #expect(load.bytes == 0 && load.hits == 0 && load.pictures == 0)
        }
    }

    @Test("memory stays within its budget, and keeps what is asked for all the time")
    func budget() async throws {
        try await withImaLink { settings in
            settings.media.previewMemoryBytes = 200_000
        } _: { client in
            let ann = try await client.join("ann")
            let told = try await ann.upload("wide.jpg")
            let hot = "/photos/\(told.hothash)/hotpreview"
            for width in stride(from: 400, through: 1000, by: 60) {
                try await ann.get(hot).expect(.ok)
                try await ann.get("/photos/\(told.hothash)/coldpreview?width=\(width)").expect(.ok)
                #expect(await client.library.load().previews.bytes <= 200_000)
            }
            // All but the first time.
            #expect(await client.library.load().previews.hits == 10)
        }
    }
}
