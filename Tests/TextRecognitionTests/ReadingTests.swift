import Foundation
import Pixels
import Testing
import TextRecognition

@Suite("Pages are read", .serialized)
struct ReadingTests {
    let pool: ReaderPool

    init() throws { pool = ReaderPool(try .test()) }

    @Test("every page of the corpus, in its language, turned, shadowed or in columns", arguments: PageFixture.all)
    func corpus(fixture: PageFixture) async throws {
        let reading = try await pool.read(
            fixture.page(), options: ReadingOptions(languages: [fixture.language], format: .paragraph))
        #expect(characterErrorRate(reading.text, against: fixture.paragraphs.joined(separator: "\n")) < 0.002)
        #expect(reading.text.components(separatedBy: "\n\n").count == fixture.paragraphs.count)
        #expect(reading.rotation == fixture.rotation)
        #expect(reading.confidence > 80)
        #expect(reading.languages == [fixture.language])
    }

    @Test(
        "fast reads each page with under one error in a hundred letters, columns apart",
        arguments: PageFixture.all.filter { ["clean", "columns"].contains($0.part) })
    func fast(fixture: PageFixture) async throws {
        let options = ReadingOptions(languages: [fixture.language], mode: .fast)
        let reading = try await pool.read(fixture.page(), options: options)
        #expect(characterErrorRate(reading.text, against: fixture.lines) < 0.01)
    }

    @Test("a page's language is found where none is given", arguments: PageFixture.all)
    func detection(fixture: PageFixture) async throws {
        let reading = try await pool.read(fixture.page())
        #expect(reading.languages == [fixture.language])
        #expect(reading.rotation == fixture.rotation)
    }

    @Test("a word's box is where the word stands, on a page that is turned too")
    func boxes() async throws {
        let page = try PageFixture.first("clean").page()
        let upright = try await pool.read(page, options: ReadingOptions(languages: ["en"]))
        let turned = try await pool.read(page.turnedClockwise, options: ReadingOptions(languages: ["en"]))
        #expect(turned.rotation == 90)
        #expect(upright.words.map(\.text) == turned.words.map(\.text))
        for (word, twin) in zip(upright.words, turned.words) {
            // What was at (x, y) is now at (height - y, x).
            let expected = PixelBox(
                x: page.size.height - word.box.bottom, y: word.box.x, width: word.box.height, height: word.box.width)
            #expect(abs(twin.box.x - expected.x) <= 3 && abs(twin.box.y - expected.y) <= 3, "\(word) \(twin)")
            #expect(abs(twin.box.right - expected.right) <= 3 && abs(twin.box.bottom - expected.bottom) <= 3)
            #expect(page.hasInk(in: word.box))
        }
    }

    @Test("what was read before changes nothing")
    func repeatable() async throws {
        let page = try PageFixture.first("line").page()
        let other = try PageFixture.first("uneven").page()
        let options = ReadingOptions(languages: ["eng"])
        let first = try await pool.read(page, options: options)
        _ = try await pool.read(other, options: options)
        #expect(try await pool.read(page, options: options) == first)
    }

    @Test("bright text on a dark ground is read, and a page half in the shadow is not taken for one")
    func lightOnDark() async throws {
        let fixture = try PageFixture.first("line")
        let page = try fixture.page()
        let negative = LumaPlane(size: page.size, samples: page.samples.map { 255 - $0 })
        let reading = try await pool.read(negative, options: ReadingOptions(languages: ["en"]))
        #expect(characterErrorRate(reading.text, against: fixture.lines) < 0.01)
    }

    @Test("a page without text, or of a single pixel, has none", arguments: [(1, 1), (600, 400), (3, 2000)])
    func blank(width: Int, height: Int) async throws {
        let size = PixelSize(width: width, height: height)
        let page = LumaPlane(size: size, samples: Array(repeating: 250, count: size.area))
        let reading = try await pool.read(page)
        #expect(reading.text.isEmpty)
        #expect(reading.words.isEmpty)
        #expect(reading.confidence == 0)
    }

    @Test(
        "a language goes by its ISO codes and Tesseract's name; one that is not installed is an error that lists what is"
    )
    func languages() async throws {
        let installed = try await pool.installedLanguages()
        for hint in ["de", "deu", "ger", "DE", "de-AT"] { #expect(installed.name(for: hint) == "deu") }
        #expect(installed.name(for: "fre") == "fra")
        #expect(installed.name(for: "tlh") == nil)
        #expect(!installed.names.contains("osd"))
        let page = LumaPlane(size: PixelSize(width: 40, height: 40), samples: Array(repeating: 255, count: 1600))
        await #expect(throws: ReadingError.languageNotInstalled("tlh", installed: installed.names)) {
            try await pool.read(page, options: ReadingOptions(languages: ["de", "tlh"]))
        }
    }
}

extension LumaPlane {
    fileprivate func hasInk(in box: PixelBox) -> Bool {
        (box.y..<box.bottom).contains { y in (box.x..<box.right).contains { x in samples[y * size.width + x] < 128 } }
    }
}
