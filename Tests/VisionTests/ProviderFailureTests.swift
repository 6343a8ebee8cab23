import SurfaceTesting
import Hummingbird
import SurfaceTesting
import Testing
import Vision

@Suite("A provider that fails")
struct ProviderFailureTests {
    private static let words = #"{"message":{"role":"assistant","content":"A square."},"done":true}"#

    private func ollama(at url: String, _ change: (inout ModelLimits) -> Void = { _ in }) throws -> Ollama {
        var limits = ModelLimits.test
        change(&limits)
        return Ollama(OllamaSettings(endpoint: try #require(ModelEndpoint(url)), limits: limits))
    }

    @Test("is unreachable where nobody listens")
    func nobody() async throws {
        // A port that was free a moment ago.
        let url = try await StubServer.run({ _, _ in .json("{}") }) { _, url in url }
        let ollama = try ollama(at: url)
        for problem in [
            await problem { try await ollama.describe(.any(), prompt: nil) },
            await problem { try await ollama.status() },
            await problem { try await ollama.pull { _ in } },
        ] {
            guard case .unreachable = problem else {
                Issue.record("\(String(describing: problem))")
                continue
            }
        }
    }

    @Test("is asked once more where it could not answer just then")
    func retry() async throws {
        try await StubServer.run({ _, count in
            count == 1 ? .json("", status: .serviceUnavailable) : .json(Self.words)
        }) { stub, url in
            let said = try await ollama(at: url).describe(.any(), prompt: nil)
            #expect(said.text == "A square.")
            #expect(stub.asked.count == 2)
        }
    }

    @Test(
        "is not waited for longer than the limit, whether it is silent or talks without end", arguments: [false, true])
    func tooSlow(talks: Bool) async throws {
        let latch = Latch()
        try await StubServer.run({ _, _ in
            if talks { return .endless("{", " ") }
            await latch.wait()
            return .json(Self.words)
        }) { stub, url in
            let ollama = try ollama(at: url) {
                $0.answer = .seconds(1)
                $0.answerBytes = .max >> 1
            }
            #expect(await problem { try await ollama.describe(.any(), prompt: nil) } == .timedOut)
            #expect(stub.asked.count <= 1)
            latch.open()
        }
    }

    @Test("is not read beyond the limit")
    func tooLong() async throws {
        try await StubServer.run({ _, _ in .endless(#"{"message":{"content":""#, "blah") }) { _, url in
            let ollama = try ollama(at: url) { $0.answerBytes = 10_000 }
            #expect(await problem { try await ollama.describe(.any(), prompt: nil) } == .tooLong(limitBytes: 10_000))
        }
    }

    @Test("a pull in which nothing is said for too long is over")
    func silentPull() async throws {
        let latch = Latch()
        try await StubServer.run({ _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    try await writer.write(.init(string: #"{"status":"pulling manifest"}"# + "\n"))
                    await latch.wait()
                    try await writer.finish(nil)
                })
        }) { _, url in
            let ollama = try ollama(at: url) { ($0.answer, $0.silence) = (.milliseconds(200), .milliseconds(300)) }
            #expect(await problem { try await ollama.pull { _ in } } == .timedOut)
            latch.open()
        }
    }

    @Test("is asked nothing more once the client that it shares is shut down, and who waits for it is told so")
    func shutdown() async throws {
        let latch = Latch()
        try await StubServer.run({ _, _ in
            await latch.wait()
            return .json(Self.words)
        }) { stub, url in
            let client = ModelClient(limits: .test)
            let endpoint = try #require(ModelEndpoint(url))
            let ollama = Ollama(OllamaSettings(endpoint: endpoint, limits: .test), client: client)
            let cloud = CloudModel(
                CloudSettings(endpoint: endpoint, key: nil, model: "m", limits: .test), client: client)
            let waiting = Task { await problem { try await ollama.describe(.any(), prompt: nil) } }
            while stub.asked.isEmpty { await Task.yield() }
            await client.shutdown()
            for problem in [await waiting.value, await problem { try await cloud.describe(.any(), prompt: nil) }] {
                #expect(problem != nil)
            }
            #expect(stub.asked.count == 1)
            latch.open()
        }
    }

    @Test("so many are asked at once, so many wait, and the next is told that it is busy; all who wait are served")
    func queue() async throws {
        let latch = Latch()
        try await StubServer.run({ _, _ in
            await latch.wait()
            return .json(Self.words)
        }) { stub, url in
            let ollama = try ollama(at: url) { ($0.running, $0.waiting) = (2, 3) }
            let problems = await withTaskGroup(of: VisionError.Problem?.self) { group in
                for _ in 0..<9 { group.addTask { await problem { try await ollama.describe(.any(), prompt: nil) } } }
                var ended: [VisionError.Problem?] = []
                // Four are turned away while nobody has been answered; then the two are let go, and the three follow.
                for await one in group {
                    ended.append(one)
                    if ended.count == 4 { latch.open() }
                }
                return ended
            }
            #expect(problems.prefix(4).allSatisfy { $0 == .busy })
            #expect(problems.dropFirst(4).map { $0 == nil } == [true, true, true, true, true])
            #expect(stub.asked.count == 5)
        }
    }

    @Test("whoever gives up gives its place in the line up, and the line goes on")
    func cancelled() async throws {
        let latch = Latch()
        try await StubServer.run({ _, _ in
            await latch.wait()
            return .json(Self.words)
        }) { stub, url in
            let ollama = try ollama(at: url) { ($0.running, $0.waiting) = (1, 1) }
            let first = Task { await problem { try await ollama.describe(.any(), prompt: nil) } }
            while stub.asked.isEmpty { await Task.yield() }
            for _ in 0..<3 {
                let second = Task { await problem { try await ollama.describe(.any(), prompt: nil) } }
                second.cancel()
                #expect(await second.value == .cancelled)
            }
            first.cancel()
            #expect(await first.value == .cancelled)
            latch.open()
            let said = try await ollama.describe(.any(), prompt: nil)
            #expect(said.text == "A square.")
        }
    }
}

@Suite("What the settings take")
struct ModelSettingsTests {
    @Test("an endpoint is an http URL without a query, and its last slash does not count")
    func endpoints() {
        #expect(ModelEndpoint("http://localhost:11434/")?.description == "http://localhost:11434")
        #expect(ModelEndpoint("https://host/v1") == ModelEndpoint("https://host/v1/"))
        for text in [
            "", "localhost:11434", "ftp://host", "http://", "http:///v1", "http://host/?a=b", "http://host/#x",
            "http://me:secret@host/", "http://host/a b", "http://host:99999/", "http://host/\r\nX: y", "http://hôst/",
        ] {
            #expect(ModelEndpoint(text) == nil, "\(text)")
        }
    }

    @Test("a key fits into a header and shows in no log")
    func keys() throws {
        let key = try #require(APIKey("sk-secret"))
        var dumped = ""
        dump(key, to: &dumped)
        #expect(![dumped, "\(key)", String(reflecting: key)].contains { $0.contains("secret") })
        #expect(APIKey("") == nil && APIKey("a\r\nb: c") == nil && APIKey("a b") == nil)
    }

    @Test("Ollama's model is the document's where nothing else is said")
    func defaults() throws {
        #expect(OllamaSettings(endpoint: try #require(ModelEndpoint("http://a"))).model == "qwen2.5:8b")
    }
}
