import Gateway
import HTTPTypes
import ImagineAI
import Library
import SurfaceTesting
import Testing

@Suite("ImagineAI: limits")
struct LimitStories {
    @Test("each tier counts for itself, by account, and says how it stands")
    func tiers() async throws {
        try await withImagineAI(rateLimits: true) { nobody in
            let ann = try await nobody.join("ann")
            let bob = try await nobody.join("bob")
            let first = try await ann.get("/products").expect(.ok)
            #expect(first.header("X-RateLimit-Limit") == "120")
            #expect(first.header("X-RateLimit-Remaining") == "119")
            #expect(first.header("X-RateLimit-Reset") != nil)
            // What is not there counts as well.
            try await ann.get("/products/none").expectError(.notFound)
            #expect(try await ann.get("/jobs").header("X-RateLimit-Remaining") == "117")
            #expect(try await bob.get("/jobs").header("X-RateLimit-Remaining") == "119")

            let retry = try await ann.post("/analysis/none/retry").expectError(.notFound)
            #expect(retry.header("X-RateLimit-Limit") == "60")
            for left in (0..<30).reversed() {
                let upload = try await ann.form("/api/v1/uploads/direct", file: nil)
                #expect(upload.header("X-RateLimit-Limit") == "30")
                #expect(upload.header("X-RateLimit-Remaining") == "\(left)")
            }
            let refused = try await ann.form("/api/v1/uploads/direct", file: nil).expectError(.tooManyRequests)
            #expect(refused.header("Retry-After") != nil)
            try await ann.get("/products").expect(.ok)
        }
    }

    @Test("ten logins a minute from one address, and no more")
    func authentication() async throws {
        try await withImagineAI(rateLimits: true) { nobody in
            func login(_ number: Int) async throws -> Reply {
                try await nobody.post(
                    "/imagineai/api/v1/auth/login",
                    ["email": .string("\(number)@example.com"), "password": "none here"])
            }
            for number in 1...9 { try await login(number).expectError(.unauthorized) }
            try await nobody.post("/imagineai/api/v1/auth/register", ["email": "x"]).expect(.unprocessableContent)
            try await login(11).expectError(.tooManyRequests)
        }
    }

    @Test("every route is in the tier that the document gives it")
    func routes() async throws {
        try await withImagineAI { nobody in
            let limits = Dictionary(
                Dialect.imagineAI(nobody.library).routes.map { ("\($0.method) \($0.path)", $0.options.tier?.limit) },
                uniquingKeysWith: { first, _ in first })
            for (route, limit) in limits {
                let expected: Int? =
                    switch route {
                    case _ where route.hasPrefix("GET /ws"): nil
                    case _ where route.hasPrefix("GET"): 120
                    case _ where route.contains("/auth/"): 10
                    case _ where route.contains("/uploads/object"): nil
                    case _ where route.contains("/uploads/"): 30
                    case _ where route.contains("/products"): nil
                    default: 60
                    }
                #expect(limit == expected, "\(route)")
            }
        }
    }
}
