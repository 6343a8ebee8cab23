import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("PocketMusec: limits")
struct LimitStories {
    @Test("sixty requests a minute are a user's, counted in the headers, the refused ones too; uploads are not counted")
    func general() async throws {
        try await withPocketMusec(rateLimits: true) { nobody in
            let ann = try await nobody.from("10.0.0.1").join("ann")
            for number in 0..<60 {
                let path = number % 2 == 0 ? "/images" : "/images/img_none"
                let answer = try await ann.get(path)
                #expect(answer.header("X-RateLimit-Limit") == "60")
                #expect(answer.header("X-RateLimit-Remaining") == "\(59 - number)")
                let reset = try #require(Int(answer.header("X-RateLimit-Reset") ?? ""))
                #expect(reset > Int(Date().timeIntervalSince1970))
            }
            let refused = try await ann.get("/auth/me").expectError(.tooManyRequests, naming: "Rate limit exceeded")
            #expect(refused.header("X-RateLimit-Remaining") == "0")
            #expect((Int(refused.header("Retry-After") ?? "") ?? 0) > 0)
            try await ann.upload("sea.gif").expect(.ok)
            try await nobody.from("10.0.0.2").join("bob").get("/auth/me").expect(.ok)
        }
    }

    @Test("five times a minute an address may try to log in or to refresh")
    func credentials() async throws {
        try await withPocketMusec(rateLimits: true) { nobody in
            let here = nobody.from("10.0.0.1")
            for number in 0..<5 {
                let answer =
                    try await number % 2 == 0
                    ? here.post("/auth/login", ["email": "a@example.com", "password": "wrong"])
                    : here.post("/auth/refresh", ["refresh_token": "wrong"])
                answer.expectError(.unauthorized)
                #expect(answer.header("X-RateLimit-Limit") == "5")
            }
            let refused = try await here.post(
                "/auth/login", ["email": "root@example.com", "password": .string(SurfaceClient.password)])
            refused.expectError(.tooManyRequests, naming: "Rate limit exceeded. Try again in")
            _ = try await nobody.from("10.0.0.2").login("root")
        }
    }
}
