import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImaLink: a photo and a page that were asked for before")
struct KeptAnswerStories {
    /// Asks twice, so that the second answer is one that is kept, and answers with it.
    private func ask(_ client: SurfaceClient, _ path: String) async throws -> Reply {
        let first = try await client.get(path).expect(.ok)
        let again = try await client.get(path).expect(.ok)
        #expect(again.bytes == first.bytes)
        return again
    }

    @Test("show each change that is made, from the moment it is acknowledged")
    func changes() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.tell("preview-a.jpg")
            let photo = "/photos/\(told.hothash)"
            func seen(_ name: String) async throws -> [JSONValue?] {
                [try await ask(ann, photo)[name], try await ask(ann, "/photos?limit=10")["data"]?[0]?[name]]
            }
            try await #expect(seen("rating") == [.null, .null])
            try await ann.put(photo, ["rating": 4]).expect(.ok)
            try await #expect(seen("rating") == [4, 4])

            let author = try await ann.post("/authors", ["name": "Jane"])["id"] ?? .null
            try await ann.put(photo, ["author_id": author]).expect(.ok)
            try await #expect(seen("author").map { $0?["name"] } == ["Jane", "Jane"])
            try await ann.put("/authors/\(author.integer ?? 0)", ["name": "Joan"]).expect(.ok)
            try await #expect(seen("author").map { $0?["name"] } == ["Joan", "Joan"])

            let stack = try await ann.post("/photo-stacks", ["stack_type": "burst"])["stack"]?["id"] ?? .null
            try await ann.post(
                "/photo-stacks/\(stack.integer ?? 0)/photo", ["photo_hothash": .string(told.hothash)]
            ).expect(.ok)
            try await #expect(seen("stack_id") == [stack, stack])
            try await ann.delete("/photo-stacks/\(stack.integer ?? 0)").expect(.ok)
            try await #expect(seen("stack_id") == [.null, .null])

            try await ann.post(
                "/image-files/add-to-photo",
                [
                    "photo_hothash": .string(told.hothash), "filename": "IMG.RAF", "file_size": 9, "file_type": "raw",
                ]
            ).expect(.created)
            try await #expect(seen("image_files").map { $0?.count } == [2, 2])
        }
    }

    @Test("count what comes and goes, and are a 404 when the photo is gone")
    func comingAndGoing() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let first = try await ann.tell("preview-a.jpg")
            try await #expect(ask(ann, "/photos?limit=10")["meta"]?["total"] == 1)
            try await #expect(ask(bob, "/photos?limit=10")["meta"]?["total"] == 0)
            let second = try await ann.upload("camera.jpg")
            try await #expect(ask(ann, "/photos?limit=10")["data"]?[0]?["hothash"]?.text == second.hothash)
            try await #expect(ask(ann, "/photos?limit=10")["meta"]?["total"] == 2)
            _ = try await ask(ann, "/photos/\(first.hothash)")
            try await bob.get("/photos/\(first.hothash)").expectError(.notFound)
            try await ann.delete("/photos/\(first.hothash)").expect(.ok)
            try await ann.get("/photos/\(first.hothash)").expectError(.notFound)
            try await #expect(ask(ann, "/photos?limit=10")["meta"]?["total"] == 1)
        }
    }

    @Test("show what another process has changed")
    func elsewhere() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.tell("preview-a.jpg")
            _ = try await ask(ann, "/photos/\(told.hothash)")
            _ = try await ask(ann, "/photos?limit=10")
            let library = try await Library.open(LibrarySettings(dataFolder: client.folder))
            let account = try await library.accounts.account(email: "ann@example.com")
            _ = try await library.photos.update(told.hothash, of: account.number) { $0.rating = 2 }
            try await #expect(ask(ann, "/photos/\(told.hothash)")["rating"] == 2)
            try await #expect(ask(ann, "/photos?limit=10")["data"]?[0]?["rating"] == 2)
            try await library.photos.delete(told.hothash, of: account.number)
            try await library.shutdown()
            try await ann.get("/photos/\(told.hothash)").expectError(.notFound)
            try await #expect(ask(ann, "/photos?limit=10")["meta"]?["total"] == 0)
        }
    }
}
