import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import Library
import SurfaceTesting
import Testing
import Vision

@Suite("PocketMusec: settings and models")
struct SettingsStories {
    private static let chat =
        #"{"model":"qwen2.5:8b","message":{"role":"assistant","content":"A G clef."},"done":true}"#
    private static let completion =
        #"{"choices":[{"index":0,"message":{"role":"assistant","content":"Four sharps."}}]}"#

    /// Both providers on one stub.
    @Sendable private static func answer(_ asked: StubServer.Asked, _ count: Int) -> Response {
        switch asked.path {
        case "/api/chat": .json(chat)
        case "/chat/completions": .json(completion)
        case "/api/tags":
            .json(#"{"models":[{"name":"qwen2.5:8b","size":4700000000,"digest":"ab","details":{}}]}"#)
        case "/api/ps": .json(#"{"models":[{"name":"qwen2.5:8b","size":5000000000}]}"#)
        default: .json(#"{"error":"no such path"}"#, status: .notFound)
        }
    }

    @Test("the account's mode decides who describes its images, the upload's goes before it, and who spoke is told")
    func whoSpeaks() async throws {
        try await StubServer.run(Self.answer) { stub, url in
            try await withPocketMusec(models: try .stub(at: url)) { nobody in
                let ann = try await nobody.join("ann")
                let cloud = try await ann.upload("sea.gif", ["vision_prompt": "Which key?"]).expect(.ok)
                #expect(cloud["vision_analysis"]?.text == "Four sharps." && cloud["vision_provider"]?.text == "cloud")
                #expect(cloud["vision_model"]?.text == "seer-1")
                let asked = try #require(stub.asked.last)
                #expect(asked.authorization == "Bearer sk-test")
                #expect(String(decoding: asked.body, as: UTF8.self).contains("Which key?"))

                let changed = try await ann.post("/settings/processing-mode", ["processing_mode": "local"]).expect(.ok)
                #expect(changed["message"]?.text == "Processing mode updated to local")
                #expect(try await ann.get("/auth/me")["processing_mode"]?.text == "local")
                let local = try await ann.upload("sea.gif").expect(.ok)
                #expect(local["vision_analysis"]?.text == "A G clef." && local["vision_provider"]?.text == "ollama")
                #expect(
                    try await ann.upload("sea.gif", ["processing_mode": "cloud"])["vision_provider"]?.text == "cloud")
                for mode in ["steam", ""] {
                    try await ann.post("/settings/processing-mode", ["processing_mode": .string(mode)])
                        .expectError(.badRequest, naming: "processing_mode")
                }
                let modes = try await ann.get("/settings/processing-modes")["modes"]?.elements ?? []
                #expect(modes.map { $0["mode"]?.text } == ["cloud", "local"])
                #expect(modes.allSatisfy { $0["is_available"] == true && ($0["features"]?.count ?? 0) > 0 })
            }
        }
    }

    @Test("a provider that is down costs the upload nothing but its words, and the built-in analyser says so")
    func down() async throws {
        try await StubServer.run({ _, _ in .json("{}", status: .internalServerError) }) { _, url in
            try await withPocketMusec(models: try .stub(at: url)) { nobody in
                let ann = try await nobody.join("ann")
                for mode in ["cloud", "local"] {
                    let image = try await ann.upload("sea.gif", ["processing_mode": mode]).expect(.ok)
                    #expect(image["vision_provider"]?.text == "builtin" && image["processing_mode"]?.text == mode)
                    #expect(image["ocr_text"]?.text == FakeReader.raw)
                }
            }
        }
    }

    @Test("without any model both modes are told to be unavailable, and a download is a 503")
    func none() async throws {
        try await withPocketMusec { nobody in
            let ann = try await nobody.join("ann")
            let modes = try await ann.get("/settings/processing-modes")["modes"]?.elements ?? []
            #expect(modes.map { $0["is_available"] } == [false, false])
            let status = try await ann.get("/settings/local-model-status").expect(.ok)
            #expect(status["is_installed"] == false && status["is_running"] == false)
            #expect(status["model_name"]?.text == "qwen2.5:8b" && status["error"]?.text?.isEmpty == false)
            let refused = try await ann.post("/settings/download-local-model").expectError(.serviceUnavailable)
            #expect(refused.header("Retry-After") != nil)
        }
    }

    @Test("the local model is what Ollama's lists say")
    func status() async throws {
        try await StubServer.run(Self.answer) { _, url in
            try await withPocketMusec(models: try .stub(at: url)) { nobody in
                let status = try await nobody.join("ann").get("/settings/local-model-status").expect(.ok)
                #expect(status["is_installed"] == true && status["is_running"] == true)
                #expect(status["model_size"]?.text == "4.7GB" && status["error"] == .null)
            }
        }
    }

    @Test("a download is begun once, followed by a job, and its end is what the status says then")
    func download() async throws {
        let latch = Latch()
        try await StubServer.run({ asked, _ in
            guard asked.path == "/api/pull" else {
                let isThere = latch.isOpen
                return .json(isThere ? #"{"models":[{"name":"qwen2.5:8b","size":4700000000}]}"# : #"{"models":[]}"#)
            }
            return Response(
                status: .ok,
                body: .init { writer in
                    try await writer.write(.init(string: #"{"status":"pulling manifest"}"# + "\n"))
                    try await writer.write(
                        .init(string: #"{"status":"pulling","digest":"a","total":100,"completed":40}"# + "\n"))
                    await latch.wait()
                    try await writer.write(.init(string: #"{"status":"success"}"# + "\n"))
                    try await writer.finish(nil)
                })
        }) { stub, url in
            try await withPocketMusec(models: try .stub(at: url), workers: 1) { nobody in
                let ann = try await nobody.join("ann")
                let begun = try await ann.post("/settings/download-local-model").expect(.ok)
                #expect(begun["message"]?.text == "Model download initiated")
                #expect(begun["model_name"]?.text == "qwen2.5:8b" && begun["estimated_size"]?.text == "4.7GB")
                while try await ann.get("/settings/local-model-status")["download_percent"] != 40 { await Task.yield() }
                let again = try await nobody.join("bob").post("/settings/download-local-model").expect(.ok)
                #expect(again["message"]?.text == "Model download in progress")
                latch.open()
                while try await ann.get("/settings/local-model-status")["is_downloading"] != false {
                    await Task.yield()
                }
                #expect(try await ann.get("/settings/local-model-status")["is_installed"] == true)
                #expect(stub.asked.filter { $0.path == "/api/pull" }.count == 1)
            }
        }
    }
}
