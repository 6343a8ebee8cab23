import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import Library
import NIOCore
import SurfaceTesting
import Testing
import Vision

@Suite("ImagineAI: a model takes over")
struct ModelStories {
    /// Ollama's answer, around what the model says.
    private static func said(_ words: String) -> String {
        let text = String(decoding: JSONValue.string(words).serialized, as: UTF8.self)
        return #"{"model":"m","message":{"role":"assistant","content":\#(text)},"done":true}"#
    }

    private func withModel(
        _ answer: @escaping @Sendable (_ schema: JSONValue) -> String,
        _ story: @escaping @Sendable (SurfaceClient, StubServer) async throws -> Void
    ) async throws {
        try await StubServer.run({ asked, _ in
            let schema = (try? JSONParser.parse(asked.body))?["format"]?["properties"] ?? .null
            return .json(Self.said(answer(schema)))
        }) { stub, url in
            let endpoint = try #require(ModelEndpoint(url))
            try await withImagineAI {
                $0.models = ModelSettings(ollama: OllamaSettings(endpoint: endpoint, model: "shop-vision:7b"))
            } _: { nobody in
                try await story(nobody, stub)
            }
        }
    }

    @Test("it classifies, extracts and describes, by a schema that it is asked for; defects are measured all the same")
    func takesOver() async throws {
        try await withModel { schema in
            if schema["label"] != nil { return #"{"label":"sailing boat","confidence":0.75}"# }
            if schema["attributes"] != nil {
                return "```json\n" + #"{"attributes":[{"name":"color","value":"white","confidence":0.9}]}"# + "\n```"
            }
            return #"{"description":"A white sailing boat."}"#
        } _: { nobody, stub in
            let ann = try await nobody.join("ann")
            let id = try await ann.product("Boat")
            let image = try await ann.upload("field.webp", to: id).image
            try await ann.process()
            let analysis = try await ann.get("/analysis/\(image)").expect(.ok)
            #expect(analysis["status"] == "completed")
            #expect(analysis["model_version"] == "shop-vision:7b")
            #expect(analysis["classification_label"] == "sailing boat")
            #expect(analysis["classification_confidence"] == .number(0.75))
            #expect(analysis["classification_scores"] == ["other": .number(0.25), "sailing boat": .number(0.75)])
            #expect(analysis["extracted_attributes"]?.texts("attribute_value") == ["white"])
            #expect(analysis["description_text"] == "A white sailing boat.")
            let product = try await ann.get("/products/\(id)")
            #expect(product["category"] == "sailing boat")
            #expect(product["ai_description"] == "A white sailing boat.")
            #expect(stub.asked.count == 3)
            let format = try JSONParser.parse(try #require(stub.asked.first).body)["format"]
            #expect(
                format == [
                    "additionalProperties": false,
                    "properties": [
                        "confidence": ["maximum": 1, "minimum": 0, "type": "number"], "label": ["type": "string"],
                    ], "required": ["label", "confidence"], "type": "object",
                ])
        }
    }

    @Test(
        "an answer of another form fails the step, and nothing is guessed",
        arguments: [
            "a boat", "{}", #"{"label":"boat"}"#, #"{"label":"boat","confidence":"high"}"#,
            #"{"label":"boat","confidence":1.5}"#, #"{"label":" ","confidence":1}"#, #"{"label":5,"confidence":1}"#,
        ])
    func unusable(words: String) async throws {
        try await withModel { _ in
            words
        } _: { nobody, _ in
            let ann = try await nobody.join("ann")
            let uploaded = try await ann.upload("sea.gif", to: try await ann.product("Boat"))
            try await ann.process()
            let job = try await ann.get("/jobs/\(uploaded.job)")
            #expect(job["status"] == "failed")
            #expect(job["steps"]?.texts("status") == ["completed", "failed", "skipped", "skipped", "skipped"])
            let analysis = try await ann.get("/analysis/\(uploaded.image)")
            #expect(analysis["classification_label"] == .null)
            #expect(analysis["error_message"]?.text?.contains("model") == true)
        }
    }

    @Test(
        "a job that is cancelled in the middle of a step lets go of the model, keeps nothing of it, and its worker goes on",
        .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let (asked, dropped) = (Latch(), Latch())
        try await StubServer.run { _, count in
            guard count == 1 else { return .json(Self.said("no JSON")) }
            // It thinks for ever, and finds out when nobody listens any more.
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init { writer in
                    asked.open()
                    do {
                        while true {
                            try await writer.write(ByteBuffer(string: " "))
                            try await Task.sleep(for: .milliseconds(20))
                        }
                    } catch {
                        dropped.open()
                        throw error
                    }
                })
        } _: { stub, url in
            let endpoint = try #require(ModelEndpoint(url))
            try await withImagineAI {
                $0.models = ModelSettings(ollama: OllamaSettings(endpoint: endpoint, model: "m"))
            } _: { nobody in
                let ann = try await nobody.join("ann")
                let id = try await ann.product("Sea")
                let job = try await ann.upload("sea.gif", to: id).job
                let workers = ann.library.jobs.workers(1, for: ann.library.jobHandlers)
                let work = Task { await workers.run() }
                await asked.wait()
                #expect(try await ann.get("/jobs/\(job)")["steps"]?[1]?["status"] == "running")
                try await ann.delete("/batch/\(job)").expect(.noContent)
                let ended = try await ann.get("/jobs/\(job)")
                #expect(ended["status"] == "cancelled")
                #expect(
                    ended["steps"]?.texts("status") == ["completed", "skipped", "skipped", "skipped", "skipped"])
                await dropped.wait()

                let next = try await ann.upload("sea.gif", to: id).job
                for try await _ in try await ann.library.processing.follow(next, as: ann.number("ann")) {}
                #expect(stub.asked.count == 2)
                #expect(try await ann.get("/jobs/\(job)").json == ended.json)
                work.cancel()
                await work.value
            }
        }
    }
}
