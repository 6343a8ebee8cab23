import SurfaceTesting
import Foundation
import Hummingbird
import SurfaceTesting
import Testing
import Vision

@Suite("Ollama")
struct OllamaTests {
    private func ollama(at url: String, _ limits: ModelLimits = .test) throws -> Ollama {
        Ollama(OllamaSettings(endpoint: try #require(ModelEndpoint(url + "/")), limits: limits))
    }

    @Test("is asked by its own protocol, and its words come back with its name")
    func describes() async throws {
        let answer = """
            {"model":"qwen2.5:8b","created_at":"2026-11-21T10:00:00.1Z","message":{"role":"assistant",\
            "content":" A red square.\\n"},"done_reason":"stop","done":true,"total_duration":4883583458,"eval_count":5}
            """
        try await StubServer.run({ _, _ in .json(answer) }) { stub, url in
            let said = try await ollama(at: url).describe(.any(text: "Stop\nhere"), prompt: "What is it?")
            #expect(said.text == "A red square.")
            #expect(said.provider == .ollama)
            #expect(said.model == "qwen2.5:8b")
            let asked = try #require(stub.asked.first)
            #expect(asked.method == "POST" && asked.path == "/api/chat" && asked.authorization == nil)
            let body = try #require(try JSONSerialization.jsonObject(with: Data(asked.body)) as? [String: Any])
            #expect(body["model"] as? String == "qwen2.5:8b")
            #expect(body["stream"] as? Bool == false)
            let message = try #require((body["messages"] as? [[String: Any]])?.first)
            #expect(message["role"] as? String == "user")
            #expect((message["images"] as? [String]) == ["/9j/+wA="])
            let content = try #require(message["content"] as? String)
            #expect(content.hasPrefix("What is it?") && content.contains("«Stop here»"))
        }
    }

    @Test("is installed and running where its own lists say so")
    func status() async throws {
        let model = """
            {"name":"Qwen2.5:8b","model":"qwen2.5:8b","modified_at":"2026-01-01T00:00:00+01:00","size":4683087332,\
            "digest":"ab","details":{"format":"gguf","families":null}}
            """
        try await StubServer.run({ asked, _ in
            .json(
                #"{"models":[{"name":"llava:latest","size":1},\#(asked.path == "/api/tags" ? model : "{\"name\":\"x\"}")]}"#
            )
        }) { stub, url in
            let status = try await ollama(at: url).status()
            #expect(status.isInstalled && !status.isRunning)
            #expect(status.sizeText == "4.6GB")
            #expect(stub.asked.map(\.path) == ["/api/tags", "/api/ps"])
        }
        try await StubServer.run({ asked, _ in
            .json(asked.path == "/api/tags" ? #"{"models":null}"# : "{\"models\":[]}")
        }) {
            let status = try await ollama(at: $1).status()
            #expect(!status.isInstalled && !status.isRunning && status.sizeText == nil)
        }
    }

    @Test("a name without a tag is its latest")
    func latest() async throws {
        try await StubServer.run({ _, _ in .json(#"{"models":[{"name":"llava:latest","size":4733363377}]}"#) }) {
            let settings = OllamaSettings(
                endpoint: try #require(ModelEndpoint($1)), model: "llava", limits: .test)
            let status = try await Ollama(settings).status()
            #expect(status.isInstalled && status.isRunning && status.sizeText == "4.7GB")
        }
    }

    @Test(
        "sizes are written as Ollama's list does",
        arguments: [
            (0, "0B"), (999, "999B"), (1000, "1.0KB"), (4_733_363_377, "4.7GB"), (13_300_000_000, "13GB"),
            (999_999, "999KB"), (Int64.max, "9.2EB"), (-5, "0B"),
        ] as [(Int64, String)])
    func sizes(bytes: Int64, text: String) { #expect(LocalModelStatus.text(bytes: bytes) == text) }

    @Test("a pull is followed to its end, and told by the percent")
    func pull() async throws {
        let lines =
            [#"{"status":"pulling manifest"}"#, #"{"status":"pulling aa","digest":"sha256:aa","total":1000}"#]
            + stride(from: 1, through: 1000, by: 1).map {
                #"{"status":"pulling aa","digest":"sha256:aa","total":1000,"completed":\#($0)}"#
            } + [#"{"status":"pulling bb","digest":"sha256:bb","total":3000,"completed":3000}"#]
            + ["verifying sha256 digest", "writing manifest", "success"].map { #"{"status":"\#($0)"}"# }
        // The same bytes whole, and in pieces that no line ends with.
        let text = lines.joined(separator: "\n") + "\n"
        let pieces = stride(from: 0, to: text.utf8.count, by: 37).map {
            String(decoding: Array(text.utf8)[$0..<min($0 + 37, text.utf8.count)], as: UTF8.self)
        }
        for parts in [[text], pieces] {
            try await StubServer.run({ _, _ in .lines(parts) }) { stub, url in
                let told = Told()
                try await ollama(at: url).pull { await told.add($0) }
                let progress = await told.all
                #expect(progress.first?.status == "pulling manifest" && progress.first?.percent == nil)
                #expect(progress.last?.status == "success" && progress.last?.percent == 100)
                #expect(progress.last?.totalBytes == 4000)
                #expect((100...110).contains(progress.count))
                #expect(String(decoding: stub.asked[0].body, as: UTF8.self) == #"{"model":"qwen2.5:8b","stream":true}"#)
            }
        }
    }

    @Test(
        "a pull that goes wrong is not a pull that ended",
        arguments: [
            (
                #"{"status":"pulling manifest"}"# + "\n" + #"{"error":"pull model manifest: file does not exist"}"#,
                VisionError.Problem.noSuchModel("qwen2.5:8b")
            ),
            (
                #"{"status":"x"}"# + "\n" + #"{"error":"max retries\u001b[2J exceeded"}"#,
                .refused(status: 200, reason: "max retries [2J exceeded")
            ),
            (#"{"status":"pulling manifest"}"# + "\n", .malformed(reason: "a pull that ended without success")),
            (#"{"total":1}"# + "\n", .malformed(reason: "a line of a pull without a status")),
            (String(repeating: "x", count: 20_000), .tooLong(limitBytes: 16384)),
        ])
    func pullFails(lines: String, expected: VisionError.Problem) async throws {
        try await StubServer.run({ _, _ in .lines([lines]) }) { _, url in
            let ollama = try ollama(at: url)
            #expect(await problem { try await ollama.pull { _ in } } == expected)
        }
    }

    @Test("numbers that no model has do not stop the following of a pull")
    func hostilePull() async throws {
        let lines = [
            #"{"status":"a","digest":"1","total":9223372036854775807,"completed":9223372036854775807}"#,
            #"{"status":"b","digest":"2","total":-5,"completed":-9223372036854775808}"#,
            #"{"status":"c","digest":"3","total":10,"completed":99}"#, #"{"status":"success"}"#,
        ]
        try await StubServer.run({ _, _ in .lines(lines.map { $0 + "\r\n" }) }) {
            let told = Told()
            try await ollama(at: $1).pull { await told.add($0) }
            #expect(await told.all.map(\.completedBytes) == [0, 0, 10, 10])
        }
    }

    @Test(
        "its refusals are told apart",
        arguments: [
            (
                404, #"{"error":"model \"qwen2.5:8b\" not found, try pulling it first"}"#,
                VisionError.Problem.noSuchModel("qwen2.5:8b"), 1
            ),
            (404, "404 page not found", .refused(status: 404, reason: "no words"), 1),
            (503, #"{"error":"server busy, please try again. maximum pending requests exceeded"}"#, .busy, 2),
            (
                500, #"{"error":"llama runner process has terminated"}"#,
                .refused(status: 500, reason: "llama runner process has terminated"), 1
            ),
            (400, #"{"error":7}"#, .refused(status: 400, reason: "no words"), 1),
        ])
    func refusals(status: Int, body: String, expected: VisionError.Problem, attempts: Int) async throws {
        try await StubServer.run({ _, _ in .json(body, status: .init(code: status)) }) { stub, url in
            let ollama = try ollama(at: url)
            #expect(await problem { try await ollama.describe(.any(), prompt: nil) } == expected)
            #expect(stub.asked.count == attempts)
        }
    }
}

/// Collects what a pull tells.
private actor Told {
    var all: [PullProgress] = []
    func add(_ progress: PullProgress) { all.append(progress) }
}
