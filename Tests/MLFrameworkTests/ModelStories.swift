import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import Library
import NIOCore
import SurfaceTesting
import Synchronization
import Testing
import Vision

@Suite("ML Framework: what a configured model answers", .timeLimit(.minutes(3)))
struct ModelStories {
    private static func ollama(_ url: String) throws -> ModelSettings {
        ModelSettings(ollama: OllamaSettings(endpoint: try #require(ModelEndpoint(url)), model: "tiny:1b"))
    }

    private static func cloud(_ url: String) throws -> ModelSettings {
        ModelSettings(
            cloud: CloudSettings(endpoint: try #require(ModelEndpoint(url)), key: APIKey("secret"), model: "big"))
    }

    /// As Ollama streams: an object a line.
    private static func said(_ words: [String]) -> Response {
        .lines(
            words.map { #"{"model":"tiny:1b","message":{"role":"assistant","content":"\#($0)"},"done":false}"# + "\n" }
                + [#"{"model":"tiny:1b","message":{"role":"assistant","content":""},"done":true}"# + "\n"])
    }

    @Test("Ollama is asked with the conversation and the text of what is attached, and its answer is kept")
    func ollama() async throws {
        try await StubServer.run { _, count in
            Self.said(["Answer ", "number \(count)."])
        } _: { stub, url in
            try await withMLFramework(models: try Self.ollama(url)) { client in
                let ann = try await client.join("ann")
                let file = try await ann.upload(Array("The vault opens at dawn.".utf8), named: "vault.txt")
                let conversation = try await ann.make("/conversations", [:])
                let path = "/conversations/\(conversation)/messages"
                let first = try await ann.post(path, ["content": "When?", "files": [.string(file)]]).expect(.ok)
                #expect(first["content"] == "Answer number 1.")
                #expect(first["metadata"]?["provider"] == "ollama")
                #expect(first["metadata"]?["model"] == "tiny:1b")
                try await ann.post(path, ["content": "And then?"]).expect(.ok)
                let asked = try stub.asked.map { try JSONParser.parse($0.body) }
                #expect(stub.asked.map(\.path) == ["/api/chat", "/api/chat"])
                #expect(asked[0]["model"] == "tiny:1b")
                let turns = try #require(asked[1]["messages"])
                #expect(turns.elements.map { $0["role"] } == ["system", "user", "assistant", "user"])
                #expect(turns[1]?["content"]?.text?.hasPrefix("When?") == true)
                #expect(turns[2]?["content"] == "Answer number 1.")
                #expect(turns[3]?["content"]?.text?.hasPrefix("And then?") == true)
                #expect(asked[0]["messages"]?[1]?["content"]?.text?.contains("The vault opens at dawn.") == true)
                #expect(try await ann.get("/conversations/\(conversation)")["messages"]?.count == 4)
            }
        }
    }

    @Test("a model that fails is a 502 that keeps the message, and sending it again makes no second one")
    func failing() async throws {
        let isDown = Atomic(true)
        try await StubServer.run { _, _ in
            isDown.load(ordering: .relaxed)
                ? .json(#"{"error":"out of memory"}"#, status: .internalServerError) : Self.said(["Back."])
        } _: { _, url in
            try await withMLFramework(models: try Self.ollama(url)) { client in
                let ann = try await client.join("ann")
                let conversation = try await ann.make("/conversations", [:])
                let path = "/conversations/\(conversation)/messages"
                let key: HTTPFields = [try #require(HTTPField.Name("Idempotency-Key")): "a1"]
                let refused = try await ann.post(path, ["content": "Hello"], key)
                refused.expectDetail(.badGateway, "kept")
                #expect(refused["detail"]?.text?.contains("memory") == false)
                try await ann.post(path, ["content": "Hello"], key).expectDetail(.badGateway)
                isDown.store(false, ordering: .relaxed)
                let answer = try await ann.post(path, ["content": "Hello"], key).expect(.ok)
                #expect(answer["content"] == "Back.")
                #expect(try await ann.post(path, ["content": "Hello"], key).expect(.ok).json == answer.json)
                try await ann.post(path, ["content": "Bye"], key).expectDetail(.conflict, "Idempotency-Key")
                let messages = try await ann.get("/conversations/\(conversation)")["messages"]
                #expect(messages?.elements.map { $0["content"] } == ["Hello", "Back."])

                // A client that knows no keys sends the same again after a failure: it is the same message.
                isDown.store(true, ordering: .relaxed)
                try await ann.post(path, ["content": "More"]).expectDetail(.badGateway)
                isDown.store(false, ordering: .relaxed)
                try await ann.post(path, ["content": "More"]).expect(.ok)
                try await ann.post(path, ["content": "More"]).expect(.ok)
                let all = try await ann.get("/conversations/\(conversation)")["messages"]
                #expect(all?.elements.map { $0["content"] } == ["Hello", "Back.", "More", "Back.", "More", "Back."])
            }
        }
    }

    @Test("a client that asks for events gets the words as they come, then the message")
    func events() async throws {
        try await StubServer.run { asked, count in
            count == 1 ? Self.said(["One ", "two ", "three."]) : .json(#"{"error":"gone"}"#, status: .notFound)
        } _: { _, url in
            try await withMLFramework(models: try Self.ollama(url)) { client in
                let ann = try await client.join("ann")
                let conversation = try await ann.make("/conversations", [:])
                let path = "/conversations/\(conversation)/messages"
                let stream = try await ann.post(path, ["content": "Count"], [.accept: "text/event-stream"]).expect(.ok)
                #expect(stream.header("Content-Type") == "text/event-stream; charset=utf-8")
                let events = String(decoding: stream.bytes, as: UTF8.self).split(separator: "\n\n")
                #expect(
                    events.dropLast().map(String.init)
                        == ["One ", "two ", "three."].map {
                            "event: delta\ndata: {\"content\":\"\($0)\"}"
                        })
                let last = try #require(events.last)
                #expect(last.hasPrefix("event: message\ndata: {"))
                let message = try JSONParser.parse(Array(last.dropFirst("event: message\ndata: ".count).utf8))
                #expect(message["content"] == "One two three.")
                #expect(try await ann.get("/conversations/\(conversation)")["messages"]?[1] == message)
                // Nothing was said yet, so the status can still say it.
                try await ann.post(path, ["content": "Again"], [.accept: "text/event-stream"]).expectDetail(.badGateway)
            }
        }
    }

    @Test("the cloud model is asked to search where the message allows it, and without where it refuses to")
    func internet() async throws {
        try await StubServer.run { asked, _ in
            let body = String(decoding: asked.body, as: UTF8.self)
            if body.contains("web_search_options") {
                return .json(#"{"error":{"message":"Unknown parameter"}}"#, status: .badRequest)
            }
            // As a service answers that does not stream.
            return .json("{\"choices\": [\n{\"message\": {\"role\": \"assistant\", \"content\": \"Known.\"}}\n]}")
        } _: { stub, url in
            try await withMLFramework(models: try Self.cloud(url + "/v1")) { client in
                let ann = try await client.join("ann")
                let conversation = try await ann.make("/conversations", [:])
                let path = "/conversations/\(conversation)/messages"
                let answer = try await ann.post(path, ["content": "News?", "internet_enabled": true]).expect(.ok)
                #expect(answer["content"] == "Known.")
                #expect(answer["metadata"]?["provider"] == "cloud")
                #expect(stub.asked.map(\.path) == ["/v1/chat/completions", "/v1/chat/completions"])
                #expect(stub.asked.allSatisfy { $0.authorization == "Bearer secret" })
                try await ann.post(path, ["content": "No news"]).expect(.ok)
                #expect(stub.asked.count == 3)
            }
        }
    }

    @Test("what a model is told stays within its context: the oldest is left out first")
    func context() async throws {
        try await StubServer.run { _, _ in
            Self.said(["Yes."])
        } _: { stub, url in
            try await withMLFramework(models: try Self.ollama(url)) { client in
                let ann = try await client.join("ann")
                let conversation = try await ann.make("/conversations", [:])
                for number in 1...6 {
                    try await ann.post(
                        "/conversations/\(conversation)/messages",
                        ["content": .string("marker\(number) " + String(repeating: "word ", count: 1200))]
                    ).expect(.ok)
                }
                let last = String(decoding: try #require(stub.asked.last).body, as: UTF8.self)
                #expect(last.utf8.count < 6000 * 4)
                #expect(["marker1", "marker2", "marker3", "marker4"].allSatisfy { !last.contains($0) })
                #expect(["marker5", "marker6"].allSatisfy { last.contains($0) })
            }
        }
    }
}
