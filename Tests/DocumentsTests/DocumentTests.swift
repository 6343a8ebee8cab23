import Documents
import Foundation
import Pixels
import Testing

@Suite("Documents: what files are, and the text in them", .timeLimit(.minutes(2)))
struct DocumentTests {
    private static let samples = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/attachments")

    private func path(_ name: String) -> String { Self.samples.appending(path: name).path }

    @Test(
        "a type is judged by the bytes, and text by how its letters are written",
        arguments: [
            ("letter.pdf", "application/pdf"), ("scan.png", "image/png"), ("bundle.zip", "application/zip"),
            ("report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("notes.odt", "application/vnd.oasis.opendocument.text"), ("memo.rtf", "text/rtf; charset=utf-8"),
            ("latin1.txt", "text/plain; charset=iso-8859-1"), ("utf16.txt", "text/plain; charset=utf-16le"),
            ("no such file", "application/octet-stream"),
        ])
    func types(name: String, mediaType: String) async throws {
        #expect(await FileJudge().judge(path: path(name)).mediaType == mediaType)
    }

    @Test(
        "the text of each kind of document",
        arguments: [
            ("letter.pdf", "Dear Clara, the brass astrolabe is behind the clock."),
            (
                "wrapped.pdf",
                "the green lantern of the northern harbour, and have the colleagues of the day shift woken.\n"
            ),
            ("wrapped.pdf", "Signals\nWhen"),
            ("latin1.txt", "Die schönen Müllerstöchter wohnen über der Brücke.\nSonst"),
            ("utf16.txt", "Письмо лежит в синей шкатулке.\n"), ("report.docx", "forty turbines along the ridge"),
            ("notes.odt", "lighthouse keeper"), ("memo.rtf", "gondola leaves at a quarter to nine"),
            ("bundle.zip", "data/pangolin.csv\ndata/readme.txt\n../outside.txt"),
        ])
    func texts(name: String, text: String) async throws {
        let type = await FileJudge().judge(path: path(name))
        let read = try await DocumentReader().text(path: path(name), type: type)
        #expect(read.text.contains(text), "\(read.text)")
        #expect(read.isWhole)
    }

    @Test(
        "text in any encoding is read, whatever was judged",
        arguments: [
            ([0xEF, 0xBB, 0xBF] + Array("Größe".utf8), "Größe"),
            (Array("naïve".utf8), "naïve"),
            ([0x47, 0x72, 0xF6, 0xDF, 0x65], "Größe"),
            ([0x93, 0x71, 0x94, 0x20, 0x80], "“q” €"),
            ([0xFE, 0xFF, 0x04, 0x14, 0x04, 0x30], "Да"),
            ([0x44, 0, 0x61, 0, 0x79, 0, 0x73, 0], "Days"),
            ([0, 0x44, 0, 0x61, 0, 0x79, 0, 0x73], "Days"),
            ([0xFF, 0xFE, 0, 0, 0x44, 0, 0, 0], "D"),
            (Array("a\r\nb\rc\u{1}\u{0}d".utf8), "a\nb\ncd"),
            ([], ""), ([0xFF], "ÿ"), ([0xFF, 0xFE], ""), ([0xFF, 0xFE, 0x44], ""),
        ] as [([UInt8], String)])
    func encodings(bytes: [UInt8], text: String) async throws {
        try await withFile(bytes) { path in
            let type = JudgedType(essence: "text/plain", charset: nil)
            let read = try await DocumentReader().text(path: path, type: type)
            #expect(read.text == text)
        }
    }

    @Test("a long text is read as far as it is kept, and no letter is torn")
    func long() async throws {
        try await withFile(Array(String(repeating: "äöü", count: 400_000).utf8)) { path in
            let read = try await DocumentReader().text(
                path: path, type: JudgedType(essence: "text/plain", charset: nil))
            #expect(!read.isWhole)
            #expect(read.text.utf8.count > DocumentReader.mostTextBytes - 4)
            #expect(Set(read.text) == ["ä", "ö", "ü"])
        }
    }

    @Test("a damaged file is damaged, one of no kind has nothing to read, and a bomb is given up on")
    func hostile() async throws {
        let reader = DocumentReader()
        try await withFile(Array("%PDF-1.7 and then nothing".utf8)) { path in
            await #expect(throws: DocumentError.damaged) {
                try await reader.text(path: path, type: JudgedType(essence: "application/pdf", charset: nil))
            }
            await #expect(throws: DocumentError.nothingToRead) {
                try await reader.text(path: path, type: JudgedType(essence: "video/mp4", charset: nil))
            }
            await #expect(throws: DocumentError.damaged) {
                try await reader.text(path: path, type: JudgedType(essence: "application/zip", charset: nil))
            }
        }
        try await withFile(try bomb()) { path in
            await #expect(throws: DocumentError.tooMuch) {
                try await reader.text(
                    path: path,
                    type: JudgedType(
                        essence: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", charset: nil
                    ))
            }
        }
    }

    @Test("the pages of a scanned PDF are pictures, and behind the last there is none")
    func scanned() async throws {
        let reader = DocumentReader()
        let page = try #require(try await reader.page(1, ofPDF: path("scanned.pdf")))
        #expect(page.size.width == 2900)
        #expect(Set(page.samples).count > 2)
        let second = try await reader.page(2, ofPDF: path("scanned.pdf"))
        #expect(second == nil)
    }

    @Test("a run that is cancelled ends at once")
    func cancelled() async throws {
        try await withFile(try bomb()) { path in
            let task = Task {
                try await DocumentReader().text(
                    path: path,
                    type: JudgedType(
                        essence: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", charset: nil
                    ))
            }
            task.cancel()
            await #expect(throws: DocumentError.cancelled) { try await task.value }
        }
    }

    /// A DOCX of 400 kB whose text is 380 MB long, made by the system's own Python.
    private func bomb() throws -> [UInt8] {
        let script = """
            import io, sys, zipfile
            source = zipfile.ZipFile(sys.argv[1])
            out = io.BytesIO()
            target = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
            for name in source.namelist():
                data = source.read(name)
                if name == "word/document.xml":
                    at = data.index(b"<w:body>") + 8
                    data = data[:at] + b"<w:p><w:r><w:t>bomb</w:t></w:r></w:p>" * 10_000_000 + data[at:]
                target.writestr(name, data)
            target.close()
            sys.stdout.buffer.write(out.getvalue())
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, path("report.docx")]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Array(bytes)
    }

    private func withFile(_ bytes: [UInt8], _ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "calotype-document-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path)
    }
}
