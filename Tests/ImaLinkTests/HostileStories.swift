import Foundation
import Gateway
import HTTPTypes
import SurfaceTesting
import Testing

@Suite("ImaLink: what a stranger may try")
struct HostileStories {
    @Test("a text with a NUL in it, which would be cut there, is a 400 that names the field")
    func nul() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            try await ann.post("/authors", ["name": "a\0b"]).expectError(.badRequest, naming: "name")
            try await ann.post("/import-sessions", ["source_path": "a\0b"])
                .expectError(.badRequest, naming: "source_path")
            try await ann.post("/image-files/new-photo", ["filename": "a\0b", "hotpreview": "x"])
                .expectError(.badRequest, naming: "filename")
            try await ann.form(
                "/image-files/new-photo", file: try Picture.bytes("hill.bmp"), ["filename": "a\0b"]
            ).expectError(.badRequest, naming: "filename")
        }
    }

    @Test("a text that would make every list a book is a 400 that names the field")
    func longTexts() async throws {
        try await withImaLink { client in
            let ann = try await client.join("ann")
            let told = try await ann.tell("preview-a.jpg")
            let book = JSONValue.string(String(repeating: "x", count: 70_000))
            try await ann.post("/authors", ["name": book]).expectError(.badRequest, naming: "name")
            try await ann.post("/authors", ["name": "a", "bio": book]).expectError(.badRequest, naming: "bio")
            let author = try await ann.post("/authors", ["name": "a"]).expect(.created)
            try await ann.put("/authors/\(author["id"]?.integer ?? 0)", ["email": book])
                .expectError(.badRequest, naming: "email")
            try await ann.post("/photo-stacks", ["stack_type": book]).expectError(.badRequest, naming: "stack_type")
            try await ann.post("/import-sessions", ["source_path": book])
                .expectError(.badRequest, naming: "source_path")
            try await ann.put("/image-files/\(told.file)/storage-info", ["storage_path": book])
                .expectError(.badRequest, naming: "storage_path")
            try await ann.post(
                "/image-files/add-to-photo",
                ["photo_hothash": .string(told.hothash), "filename": "a.cr2", "exif_dict": ["Note": book]]
            ).expectError(.badRequest, naming: "exif_dict")
        }
    }

    @Test("whoever deletes the account while files come in gets each of them in whole, or a 401")
    func deletedMeanwhile() async throws {
        try await withImaLink { client in
            let picture = try Picture.bytes("camera.jpg")
            for round in 0..<4 {
                let ann = try await client.join("ann\(round)")
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 {
                        group.addTask { try await ann.form("/image-files/new-photo", file: picture).status.code }
                    }
                    group.addTask { try await ann.post("/authors", ["name": "a"]).status.code }
                    group.addTask { try await ann.delete("/users/me").status.code }
                    return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
                }
                #expect(statuses.isSubset(of: [200, 201, 401, 409]), "\(statuses)")
            }
        }
    }

    @Test("a refused login says how many there may be and when to come back")
    func throttled() async throws {
        try await withImaLink { client in
            let body: JSONValue = ["username": "nobody", "password": "wrong"]
            for _ in 0..<10 { try await client.post("/auth/login", body).expectError(.unauthorized) }
            let refused = try await client.post("/auth/login", body).expectError(.tooManyRequests)
            #expect(refused.header("X-RateLimit-Limit") == "10")
            #expect(refused.header("X-RateLimit-Remaining") == "0")
            #expect(refused.header("Retry-After").flatMap(Int.init).map { (1...60).contains($0) } == true)
        }
    }
}
