import SurfaceTesting
import Foundation
import Hummingbird
import SurfaceTesting
import Testing
import Vision

@Suite("An OpenAI-compatible model")
struct CloudModelTests {
    private func cloud(at url: String, key: String? = "sk-1") throws -> CloudModel {
        CloudModel(
            CloudSettings(
                endpoint: try #require(ModelEndpoint(url + "/v1")), key: key.flatMap(APIKey.init), model: "gpt-4o",
                limits: .test))
    }

    @Test("is asked with the picture as a part and the key as bearer, and its words come back with its name")
    func describes() async throws {
        let answer = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-2026","choices":[{"index":0,\
            "message":{"role":"assistant","content":"A red square.","refusal":null},"finish_reason":"stop"}],"usage":{}}
            """
        try await StubServer.run({ _, _ in .json(answer) }) { stub, url in
            let said = try await cloud(at: url).describe(.any(), prompt: nil)
            #expect(said.text == "A red square." && said.provider == .cloud && said.model == "gpt-4o")
            let asked = try #require(stub.asked.first)
            #expect(asked.path == "/v1/chat/completions" && asked.authorization == "Bearer sk-1")
            let body = try #require(try JSONSerialization.jsonObject(with: Data(asked.body)) as? [String: Any])
            let parts = try #require((body["messages"] as? [[String: Any]])?.first?["content"] as? [[String: Any]])
            #expect(parts.map { $0["type"] as? String } == ["text", "image_url"])
            #expect((parts[0]["text"] as? String)?.hasPrefix("Describe what this picture shows") == true)
            #expect((parts[1]["image_url"] as? [String: String])?["url"] == "data:image/jpeg;base64,/9j/+wA=")
            #expect(parts[0]["image_url"] == nil && parts[1]["text"] == nil)
        }
    }

    @Test("without a key none is sent")
    func noKey() async throws {
        try await StubServer.run({ _, _ in .json(#"{"choices":[{"message":{"content":"x"}}]}"#) }) { stub, url in
            _ = try await cloud(at: url, key: nil).describe(.any(), prompt: nil)
            #expect(stub.asked[0].authorization == nil)
        }
    }

    @Test(
        "its refusals are told apart",
        arguments: [
            (
                401,
                #"{"error":{"message":"Incorrect API key provided","type":"x","param":null,"code":"invalid_api_key"}}"#,
                VisionError.Problem.refused(status: 401, reason: "Incorrect API key provided"), 1
            ),
            (
                404, #"{"error":{"message":"The model does not exist","code":"model_not_found"}}"#,
                .noSuchModel("gpt-4o"), 1
            ),
            (429, #"{"error":{"message":"Rate limit reached","code":null}}"#, .busy, 2),
            (400, #"{"error":{"message":["?"],"code":400}}"#, .refused(status: 400, reason: "no words"), 1),
            (502, "<html>Bad gateway</html>", .refused(status: 502, reason: "no words"), 2),
        ])
    func refusals(status: Int, body: String, expected: VisionError.Problem, attempts: Int) async throws {
        try await StubServer.run({ _, _ in .json(body, status: .init(code: status)) }) { stub, url in
            let cloud = try cloud(at: url)
            #expect(await problem { try await cloud.describe(.any(), prompt: nil) } == expected)
            #expect(stub.asked.count == attempts)
        }
    }

    @Test("a redirect is refused: key and picture go nowhere else")
    func redirect() async throws {
        try await StubServer.run({ _, _ in
            Response(status: .temporaryRedirect, headers: [.location: "/v1/elsewhere"])
        }) { stub, url in
            let cloud = try cloud(at: url)
            #expect(
                await problem { try await cloud.describe(.any(), prompt: nil) }
                    == .refused(status: 307, reason: "no words"))
            #expect(stub.asked.map(\.path) == ["/v1/chat/completions"])
        }
    }

    @Test(
        "an answer that is none is an error and no words",
        arguments: [
            "", "null", "[]", "<html>", #"{"choices":[]}"#, #"{"choices":[{"message":{"content":null}}]}"#,
            #"{"choices":[{"message":{"content":7}}]}"#, #"{"choices":[{"message":{"content":" \n\u0000 "}}]}"#,
            String(repeating: "[", count: 100_000), "{\"choices\":\"\u{FFFD}",
        ])
    func malformed(body: String) async throws {
        try await StubServer.run({ _, _ in .json(body) }) { _, url in
            let cloud = try cloud(at: url)
            let problem = await problem { try await cloud.describe(.any(), prompt: nil) }
            guard case .malformed(let reason) = problem else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(reason.count <= 300 && !reason.contains("\n"))
        }
    }
}
