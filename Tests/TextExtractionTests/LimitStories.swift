import Foundation
import Gateway
import HTTPTypes
import Library
import SurfaceTesting
import Testing

@Suite("Text extraction: how many uploads may be made")
struct LimitStories {
    @Test("a demo account's sixth upload is a 429, however long it waits; what it has still answers")
    func demoCap() async throws {
        let time = TestClock()
        try await withTextExtraction(clock: time.clock) { client in
            let ann = try await client.join("ann")
            for number in 0..<5 { try await ann.upload(Picture.dot(number)).expect(.created) }
            let sixth = try await ann.upload(Picture.dot(5)).expectMessage(.tooManyRequests)
            #expect(sixth["message"] == "Request was throttled.")
            try await ann.upload(Picture.dot(4)).expect(.ok)
            time.advance(seconds: 3700)
            let later = try await client.login("ann")
            try await later.upload(Picture.dot(5)).expectMessage(.tooManyRequests)
            #expect(try await later.get("/core/uploads/").ids.count == 5)
        }
    }

    @Test("an address may start 20 an hour, whoever sends them; duplicates and refused ones don't count")
    func address() async throws {
        let time = TestClock()
        try await withTextExtraction(trustedProxies: ["127.0.0.1"], clock: time.clock) { client in
            let here = try await client.joinElsewhere("ann").from("10.0.0.1")
            let other = try await client.joinElsewhere("bob").from("10.0.0.1")
            for number in 0..<10 {
                try await here.upload(Picture.dot(number)).expect(.created)
                try await here.upload(Picture.dot(number)).expect(.ok)
                try await here.upload([1]).expectFault("image_file")
            }
            time.advance(seconds: 600)
            for number in 0..<9 { try await other.upload(Picture.dot(number)).expect(.created) }
            let last = try await other.upload(Picture.dot(9)).expect(.created)
            #expect(last.header("X-RateLimit-Limit") == "20")
            #expect(last.header("X-RateLimit-Remaining") == "0")
            let refused = try await here.upload(Picture.dot(99)).expectMessage(.tooManyRequests)
            #expect(refused.header("Retry-After") == "3000")
            let reset = try #require(Int(refused.header("X-RateLimit-Reset") ?? ""))
            #expect(reset >= Int(Date().timeIntervalSince1970) + 2900)
            try await here.from("10.0.0.2").upload(Picture.dot(99)).expect(.created)
            // Deleting an account is no way around it.
            try await other.delete("/users/profile/delete/").expect(.noContent)
            await client.library.tidy()
            try await here.upload(Picture.dot(98)).expectMessage(.tooManyRequests)
            time.advance(seconds: 3000)
            try await client.login("ann").from("10.0.0.1").upload(Picture.dot(98)).expect(.created)
        }
    }

    @Test("an API token may start 30 an hour from anywhere; it lets nobody in, and can be disabled")
    func token() async throws {
        try await withTextExtraction(trustedProxies: ["127.0.0.1"]) { client in
            let ann = try await client.joinElsewhere("ann")
            let token = try await client.library.apiTokens.make(email: "ANN@example.com")
            #expect(token.wholeMatch(of: /[0-9a-f]{64}/) != nil)
            let bob = try await client.joinElsewhere("bob")
            for number in 0..<15 {
                let made = try await ann.from("10.0.0.1").upload(Picture.dot(number), ["token": token])
                    .expect(.created)
                // Of the address first, which leaves less, then of the token.
                #expect(made.header("X-RateLimit-Remaining") == "\(min(19 - number, 29 - 2 * number))")
                try await bob.from("10.0.0.2").upload(Picture.dot(number), to: "/core/uploads/\(token)/")
                    .expect(.created)
            }
            try await ann.from("10.0.0.3").upload(Picture.dot(99), ["token": token]).expectMessage(.tooManyRequests)
            try await ann.from("10.0.0.3").upload(Picture.dot(99), to: "/core/uploads/\(token)")
                .expectMessage(.tooManyRequests)
            try await ann.from("10.0.0.3").upload(Picture.dot(99)).expect(.created)
            try await client.with(token: token).get("/core/uploads/").expectMessage(.unauthorized)

            try await client.library.apiTokens.disable(token)
            try await ann.upload(Picture.dot(50), ["token": token]).expectFault("token")
            try await ann.upload(Picture.dot(50), to: "/core/uploads/\(token)/").expectFault("token")
            await #expect(throws: UploadError.badToken) { try await client.library.apiTokens.disable(token) }
            // The path's goes before the body's.
            let other = try await client.library.apiTokens.make(email: "ann@example.com")
            try await ann.upload(Picture.dot(51), ["token": token], to: "/core/uploads/\(other)/").expect(.created)
            try await ann.upload(Picture.dot(52), ["token": other], to: "/core/uploads/\(token)/").expectFault("token")
            // Nor is a file taken in for it: nothing of this one is sent.
            let connection = try client.connection()
            defer { connection.close() }
            await connection.write(
                """
                POST /api/v1/core/uploads/\(token)/ HTTP/1.1\r
                Host: x\r
                Authorization: Bearer \(ann.token ?? "")\r
                Content-Type: multipart/form-data; boundary=XX\r
                Content-Length: 40000000\r\n\r\n
                """)
            await #expect(connection.read(until: "token is unknown or disabled") != nil)
        }
    }

    @Test("with rate limits off there are none, the demo cap neither")
    func off() async throws {
        try await withTextExtraction(rateLimits: false) { client in
            let ann = try await client.join("ann")
            for number in 0..<21 {
                let made = try await ann.upload(Picture.dot(number)).expect(.created)
                #expect(made.header("X-RateLimit-Limit") == nil)
            }
        }
    }
}
