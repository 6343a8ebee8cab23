import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ImaLink: stacks")
struct StackStories {
    @Test("a stack made with a cover starts empty; photos are added, in their order, and removed")
    func life() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let (a, b, c) = try await threePhotos(ann)
            let made = try await ann.post(
                "/photo-stacks", ["stack_type": "panorama", "cover_photo_hothash": .string(a)]
            ).expect(.created)
            #expect(made["success"] == true)
            #expect(made["status"] == "success")
            let stack = try #require(made["stack"])
            #expect(stack["photo_hashes"] == nil)
            #expect(stack["photo_hothashes"] == [])
            #expect(stack["photo_count"] == 0)
            #expect(stack["cover_photo_hothash"]?.text == a)
            let path = "/photo-stacks/\(stack["id"]?.integer ?? 0)"

            for hothash in [b, a, c] {
                try await ann.post(path + "/photo", ["photo_hothash": .string(hothash)]).expect(.ok)
            }
            let again = try await ann.post(path + "/photo", ["photo_hothash": .string(a)]).expect(.ok)
            #expect(again["stack"]?["photo_hothashes"] == [.string(b), .string(a), .string(c)])
            let whole = try await ann.get(path).expect(.ok)
            #expect(whole["photo_count"] == 3)
            #expect(whole["stack_type"] == "panorama")
            #expect(try await ann.get("/photos/\(b)")["stack_id"] == stack["id"])

            let item = try await ann.get("/photo-stacks").expect(.ok)
            #expect(item["meta"] == ["total": 1, "offset": 0, "limit": 50, "page": 1, "pages": 1])
            #expect(item["data"]?[0]?["photo_count"] == 3)

            let left = try await ann.delete(path + "/photo/\(b)").expect(.ok)
            #expect(left["stack"]?["photo_hothashes"] == [.string(a), .string(c)])
            try await ann.delete(path + "/photo/\(b)").expectError(.notFound)
            #expect(try await ann.get("/photos/\(b)")["stack_id"] == .null)
        }
    }

    @Test("removing the cover, or deleting it, promotes the stack's oldest photo")
    func covers() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let (a, b, c) = try await threePhotos(ann)
            let path = try await stack(ann, cover: b, photos: [c, b, a])
            #expect(try await ann.delete(path + "/photo/\(b)")["stack"]?["cover_photo_hothash"]?.text == a)
            try await ann.delete("/photos/\(a)").expect(.ok)
            #expect(try await ann.get(path)["cover_photo_hothash"]?.text == c)
            #expect(try await ann.delete(path + "/photo/\(c)")["stack"]?["cover_photo_hothash"] == .null)
            #expect(try await ann.get(path)["photo_count"] == 0)
        }
    }

    @Test("a photo is in one stack at most: adding it to a second moves it")
    func moving() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let (a, b, _) = try await threePhotos(ann)
            let first = try await stack(ann, cover: a, photos: [a, b])
            let second = try await stack(ann, cover: nil, photos: [a])
            #expect(try await ann.get(second)["photo_hothashes"] == [.string(a)])
            let former = try await ann.get(first)
            #expect(former["photo_hothashes"] == [.string(b)])
            #expect(former["cover_photo_hothash"]?.text == b)
        }
    }

    @Test("a photo's stack is told in short, or is null")
    func ofPhoto() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let (a, b, _) = try await threePhotos(ann)
            let path = try await stack(ann, cover: a, photos: [a])
            let summary = try await ann.get("/photos/\(a)/stack").expect(.ok)
            #expect(
                summary.json.names
                    == ["id", "name", "stack_type", "photo_count", "cover_photo_hothash", "created_at"])
            #expect(summary["name"] == "Sunset Series")
            #expect(summary["photo_count"] == 1)
            #expect(path.hasSuffix("/\(summary["id"]?.integer ?? 0)"))
            let none = try await ann.get("/photos/\(b)/stack").expect(.ok)
            #expect(none.bytes == Array("null".utf8))
        }
    }

    @Test("a stack is changed in part, and deleted without its photos")
    func change() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let (a, b, _) = try await threePhotos(ann)
            let path = try await stack(ann, cover: a, photos: [a])
            let changed = try await ann.put(path, ["stack_type": "burst", "cover_photo_hothash": .string(b)])
                .expect(.ok)
            #expect(changed["stack_type"] == "burst")
            #expect(changed["cover_photo_hothash"]?.text == b)
            #expect(changed["stack"]?["name"] == "Sunset Series")
            #expect(changed["photo_hothashes"] == [.string(a)])
            #expect(changed["success"] == true)
            try await ann.put(path, ["stack_type": 4]).expectError(.badRequest, naming: "stack_type")
            try await ann.put(path, ["cover_photo_hothash": "feed"]).expectError(.notFound)
            try await ann.delete(path).expect(.ok)
            try await ann.get(path).expectError(.notFound)
            #expect(try await ann.get("/photos/\(a)").expect(.ok)["stack_id"] == .null)
        }
    }

    @Test("a stranger's stack is a 404, and a stranger's photo does not go into one's own")
    func strangers() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let bob = try await client.join("bob")
            let (a, _, _) = try await threePhotos(ann)
            let hers = try await stack(ann, cover: a, photos: [a])
            let his = try await stack(bob, cover: nil, photos: [])
            try await bob.get(hers).expectError(.notFound)
            try await bob.put(hers, ["name": "x"]).expectError(.notFound)
            try await bob.delete(hers).expectError(.notFound)
            try await bob.delete(hers + "/photo/\(a)").expectError(.notFound)
            try await bob.post(his + "/photo", ["photo_hothash": .string(a)]).expectError(.notFound)
            try await bob.post("/photo-stacks", ["cover_photo_hothash": .string(a)]).expectError(.notFound)
            try await bob.post(his + "/photo", [:]).expectError(.badRequest, naming: "photo_hothash")
            #expect(try await ann.get(hers)["photo_count"] == 1)
        }
    }

    private func threePhotos(_ client: SurfaceClient) async throws -> (String, String, String) {
        (
            try await client.tell("preview-a.jpg").hothash, try await client.tell("preview-b.jpg").hothash,
            try await client.tell("preview-a-again.jpg").hothash
        )
    }

    /// The path of a new stack.
    private func stack(_ client: SurfaceClient, cover: String?, photos: [String]) async throws -> String {
        let made = try await client.post(
            "/photo-stacks",
            [
                "name": "Sunset Series", "stack_type": "burst",
                "cover_photo_hothash": cover.map(JSONValue.string) ?? .null,
            ]
        ).expect(.created)
        let path = "/photo-stacks/\(made["stack"]?["id"]?.integer ?? 0)"
        for hothash in photos {
            try await client.post(path + "/photo", ["photo_hothash": .string(hothash)]).expect(.ok)
        }
        return path
    }
}
