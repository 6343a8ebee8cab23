import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("ImagineAI: products")
struct ProductStories {
    @Test("a product needs only its title, and is shown as the document has it")
    func add() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let answer = try await ann.post("/products", ["title": "Kettle", "colour": "ignored"]).expect(.created)
            #expect(
                answer.json.names == [
                    "id", "user_id", "title", "description", "category", "subcategory", "ai_description", "status",
                    "metadata_", "images", "created_at", "updated_at",
                ])
            #expect(answer["user_id"] == (try await ann.get("/auth/me"))["id"])
            #expect(answer["status"] == "draft")
            #expect(answer["metadata_"] == [:])
            #expect(answer["images"] == [])
            #expect(answer["description"] == .null)
            let id = try #require(answer["id"]?.text)
            #expect(try await ann.get("/products/\(id)/").json == answer.json)
            #expect(try await ann.get("/imagineai/api/v1/products/\(id.uppercased())").json == answer.json)
        }
    }

    @Test(
        "what is wrong is a 422 that names the field",
        arguments: [
            ([:], "title"), (["title": ""], "title"), (["title": 5], "title"), (["title": .null], "title"),
            (["title": "K", "status": "sold"], "status"), (["title": "K", "metadata_": [1]], "metadata_"),
            (["title": .string(String(repeating: "x", count: 256))], "title"),
            (["title": "K", "category": .string(String(repeating: "x", count: 101))], "category"),
        ] as [(JSONValue, String)])
    func badProduct(body: JSONValue, field: String) async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            try await ann.post("/products", body).expectError(.unprocessableContent, naming: field)
        }
    }

    @Test("a change changes what it names, and null takes away")
    func change() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let id = try await ann.product("Kettle", ["description": "Steel", "category": "kitchen"])
            let changed = try await ann.patch(
                "/products/\(id)", ["title": "Teapot", "category": .null, "status": "active", "metadata_": ["a": 1]]
            ).expect(.ok)
            #expect(changed["title"] == "Teapot")
            #expect(changed["description"] == "Steel")
            #expect(changed["category"] == .null)
            #expect(changed["status"] == "active")
            #expect(changed["metadata_"] == ["a": 1])
            try await ann.patch("/products/\(id)", ["title": ""]).expectError(.unprocessableContent, naming: "title")
            try await ann.patch("/products/\(id)", ["title": .null]).expectError(.unprocessableContent, naming: "title")
            #expect(try await ann.patch("/products/\(id)", [:]).expect(.ok)["title"] == "Teapot")
        }
    }

    @Test("a list is narrowed by category, status and words, and comes in pages, newest first")
    func list() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            _ = try await bob.product("Bob's kettle", ["category": "kitchen"])
            for number in 1...5 { _ = try await ann.product("Kettle \(number)", ["category": "kitchen"]) }
            _ = try await ann.product("Trainers", ["category": "shoes", "description": "Größe 42, as a kettle weighs"])
            _ = try await ann.product("Boots", ["category": "shoes", "status": "active"])

            func titles(_ query: String) async throws -> [String?] {
                let answer = try await ann.get("/products?\(query)").expect(.ok)
                return answer["items"]?.texts("title") ?? []
            }
            #expect(try await titles("category=shoes") == ["Boots", "Trainers"])
            #expect(try await titles("status=active") == ["Boots"])
            #expect(try await titles("category=shoes&status=draft") == ["Trainers"])
            #expect(try await titles("search=gro%C3%9Fe") == ["Trainers"])
            #expect(try await titles("search=kett&category=shoes") == ["Trainers"])
            #expect(try await titles("search=%22%20OR%20%2A") == [])
            #expect(try await titles("category=none") == [])

            let page = try await ann.get("/products?search=kettle&page=2&page_size=4").expect(.ok)
            #expect(page["items"]?.texts("title") == ["Kettle 2", "Kettle 1"])
            #expect(page["total"] == 6)
            #expect(page["page"] == 2)
            #expect(page["page_size"] == 4)
            #expect(page["pages"] == 2)
            let all = try await ann.get("/products").expect(.ok)
            #expect(all["total"] == 7)
            #expect(all["pages"] == 1)
            #expect(try await nobody.join("eve").get("/products")["pages"] == 0)
        }
    }

    @Test(
        "a query value out of its range is a 422 that names it",
        arguments: [
            "page=0", "page=x", "page_size=0", "page_size=101", "status=sold", "page=99999999999999999999",
        ])
    func badQuery(query: String) async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let name = try #require(query.split(separator: "=").first)
            try await ann.get("/products?\(query)").expectError(.unprocessableContent, naming: String(name))
        }
    }

    @Test("a deleted product takes its images, their analyses and their blobs along; its jobs stay as history")
    func delete() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let id = try await ann.product("Cat")
            let uploaded = try await ann.upload("field.webp", to: id)
            let waiting = try await ann.upload("sea.gif", to: id)
            try await ann.process()
            let running = try await ann.post("/analysis/\(waiting.image)/retry").expect(.ok)["job_id"]?.text

            try await ann.delete("/products/\(id)").expect(.noContent)
            try await ann.get("/products/\(id)").expectError(.notFound)
            try await ann.delete("/products/\(id)").expectError(.notFound)
            try await ann.get("/analysis/\(uploaded.image)").expectError(.notFound)
            #expect(try await ann.get("/jobs/\(uploaded.job)").expect(.ok)["status"] == "completed")
            #expect(try await ann.get("/jobs/\(running ?? "")").expect(.ok)["status"] == "cancelled")
            let stats = try await ann.get("/dashboard/stats").json
            #expect(stats["total_images"] == 0)
            #expect(stats["completed_analyses"] == 0)
            #expect(try await ann.library.verify().isSound)
        }
    }

    @Test("somebody else's product is not there")
    func stranger() async throws {
        try await withImagineAI { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            let id = try await ann.product("Cat")
            for path in ["/products/\(id)", "/products/\(id)/analysis", "/products/none"] {
                try await bob.get(path).expectError(.notFound)
            }
            try await bob.patch("/products/\(id)", ["title": "Mine"]).expectError(.notFound)
            try await bob.delete("/products/\(id)").expectError(.notFound)
            try await bob.form("/api/v1/uploads/direct", file: try Picture.bytes("sea.gif"), ["product_id": id])
                .expectError(.notFound)
        }
    }
}
