import Testing
import Vision

@Suite("The built-in analyser")
struct BuiltInAnalyserTests {
    private func words(_ name: String, text: String? = nil, prompt: String? = nil) async throws -> String {
        let picture = VisionPicture(
            measurements: PictureMeasurements(of: try Fixtures.raster(name)), jpeg: [], text: text)
        let analyser: any Analyser = BuiltInAnalyser()
        let answer = try await analyser.describe(picture, prompt: prompt)
        #expect(answer.provider == .builtin)
        #expect(answer.model == nil)
        #expect(answer == (try await analyser.describe(picture, prompt: prompt)))
        return answer.text
    }

    @Test("says what was measured, in the same sentences each time")
    func sentences() async throws {
        #expect(
            try await words("quarters") == """
                A square picture of 80 × 80 pixels. Mostly blue (navy, 75%), then white (13%), red (13%). It is sharp. \
                It is dark on the whole, with high contrast, 13% of it pure white.
                """)
        #expect(
            try await words("page", text: "") == """
                A portrait picture of 90 × 120 pixels. Mostly white (94%), then black (6%). It is sharp. It is very \
                bright on the whole, with high contrast, 94% of it pure white and 6% of it pure black. No text was \
                found in it.
                """)
    }

    @Test("quotes the text that was read, on one line and not without end")
    func quotes() async throws {
        #expect(try await words("flat", text: "Invoice\n\n No. 48 ").hasSuffix("It has text: “Invoice No. 48”."))
        let long = try await words("flat", text: String(repeating: "word ", count: 10_000))
        #expect(long.count < 700)
        #expect(long.hasSuffix("word word …”."))
        #expect(try await words("flat", text: String(repeating: "x", count: 10_000)).hasSuffix("x…”."))
        #expect(!(try await words("flat")).contains("text"))
    }

    @Test("does not pretend to know what it was asked")
    func prompts() async throws {
        #expect(try await words("flat", prompt: "Which key is it in?").hasSuffix("the question asked is left open."))
        #expect(!(try await words("flat", prompt: " \n")).contains("question"))
    }

    @Test("tells of what can be seen through")
    func transparency() async throws {
        #expect(try await words("disc").contains("56% of it is transparent."))
        #expect(try await words("glass").contains("Some of it is translucent."))
        #expect(
            try await words("invisible") == """
                A square picture of 20 × 20 pixels. It has too little detail to tell whether it is sharp. \
                100% of it is transparent.
                """)
    }
}
