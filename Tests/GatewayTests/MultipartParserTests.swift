import Testing

@testable import Gateway

/// A form taken apart the plain way, with the whole of it at hand: what the parser has to agree with.
private func plainTwin(_ body: [UInt8], boundary: String) -> [MultipartParserTests.Part]? {
    let all = [0x0D, 0x0A] + body
    let mark = Array("\r\n--\(boundary)".utf8)
    // Every place where the mark stands and is followed by a line's end or by two hyphens.
    var delimiters: [(start: Int, end: Int, isClosing: Bool)] = []
    var index = 0
    while index + mark.count <= all.count {
        guard Array(all[index..<index + mark.count]) == mark else {
            index += 1
            continue
        }
        var after = index + mark.count
        if all[after...].starts(with: [0x2D, 0x2D]) {
            delimiters.append((index, after + 2, true))
            break
        }
        while after < all.count, all[after] == 0x20 || all[after] == 0x09 { after += 1 }
        if all[after...].starts(with: [0x0D, 0x0A]) {
            delimiters.append((index, after + 2, false))
            index = after + 2
            // A part without headers or data: its blank line may be the next delimiter's.
            if all[index...].starts(with: [0x0D, 0x0A]) { continue }
            while index + 4 <= all.count, Array(all[index..<index + 4]) != [0x0D, 0x0A, 0x0D, 0x0A] { index += 1 }
            index += 2
        } else {
            index += 1
        }
    }
    guard delimiters.last?.isClosing == true else { return nil }
    return zip(delimiters, delimiters.dropFirst()).map { this, next in
        let part = Array(all[this.end..<next.start])
        let rest = all[this.end..<min(all.count, next.start + 2)]
        if rest.starts(with: [0x0D, 0x0A]) {
            return .init(headers: [], data: part.count >= 2 ? Array(part[2...]) : [])
        }
        for blank in 0..<max(0, rest.count - 3)
        where Array(rest[this.end + blank..<this.end + blank + 4]) == [0x0D, 0x0A, 0x0D, 0x0A] {
            return .init(
                headers: Array(part[..<blank]), data: blank + 4 <= part.count ? Array(part[(blank + 4)...]) : [])
        }
        return .init(headers: part, data: [])
    }
}

@Suite("The multipart parser")
struct MultipartParserTests {
    struct Part: Equatable {
        var headers: [UInt8]
        var data: [UInt8] = []
        var text: String { String(decoding: data, as: UTF8.self) }
    }

    /// Feeds `body` in pieces of those sizes, over and over. nil where the form is cut off.
    private func parse(_ body: [UInt8], boundary: String, pieces: [Int], limits: MultipartParser.Limits = .init())
        throws
        -> [Part]?
    {
        var parser = try #require(MultipartParser(boundary: boundary, limits: limits))
        var parts: [Part] = []
        var isOpen = false
        func takeEvents() throws {
            while let event = try parser.next() {
                switch event {
                case .partBegan(let headers):
                    #expect(!isOpen)
                    isOpen = true
                    parts.append(Part(headers: headers))
                case .data(let bytes):
                    #expect(isOpen && !bytes.isEmpty)
                    parts[parts.count - 1].data += bytes
                case .partEnded:
                    #expect(isOpen)
                    isOpen = false
                case .ended: #expect(!isOpen)
                }
            }
        }
        var offset = 0
        var turn = 0
        while offset < body.count {
            let size = min(max(1, pieces[turn % pieces.count]), body.count - offset)
            parser.feed(body[offset..<offset + size])
            try takeEvents()
            offset += size
            turn += 1
        }
        return parser.isComplete ? parts : nil
    }

    private static let form = Array(
        """
        preamble\r
        --b0\r
        Content-Disposition: form-data; name="note"\r
        \r
        hello\r
        --b0 \t\r
        Content-Disposition: form-data; name="file"; filename="a.txt"\r
        Content-Type: text/plain\r
        \r
        \r
        --b0\u{20}is not alone on its line\r
        --b\r
        -\r\n--b0x\r
        --b0\r
        \r
        no headers\r
        --b0\r
        A: b\r
        \r
        \r
        --b0--\r
        epilogue
        """.utf8)

    @Test("reads the same form whatever pieces it comes in, down to single bytes")
    func everySplit() throws {
        let whole = try #require(try parse(Self.form, boundary: "b0", pieces: [Self.form.count]))
        #expect(
            whole.map(\.text) == [
                "hello", "\r\n--b0 is not alone on its line\r\n--b\r\n-\r\n--b0x", "no headers", "",
            ])
        #expect(String(decoding: whole[0].headers, as: UTF8.self) == #"Content-Disposition: form-data; name="note""#)
        for first in 1..<Self.form.count {
            #expect(try parse(Self.form, boundary: "b0", pieces: [first, Self.form.count]) == whole)
        }
        for size in 1...40 { #expect(try parse(Self.form, boundary: "b0", pieces: [size]) == whole) }
    }

    @Test("agrees with the plain twin on forms made to mislead it", arguments: 0..<60)
    func twin(seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        let boundary = ["x", "b0", "----WebKitFormBoundaryABC", String(repeating: "y", count: 70)][seed % 4]
        let crumbs: [[UInt8]] = [
            [0x0D], [0x0A], [0x0D, 0x0A], [0x2D, 0x2D], [0x20], Array("--\(boundary)".utf8),
            Array("\r\n--\(boundary)".utf8), Array("\r\n--\(boundary.dropLast())".utf8), Array(boundary.utf8), [0],
            [0xFF],
            Array("\r\n--\(boundary)z".utf8), Array("data".utf8),
        ]
        var completed = 0
        for _ in 0..<40 {
            var body: [UInt8] = random.next(below: 3) == 0 ? Array("pre\r\n".utf8) : []
            for number in 0..<random.next(below: 5) {
                body += Array("--\(boundary)\r\n".utf8)
                if random.next(below: 4) > 0 { body += Array("N: \(number)\r\n".utf8) }
                body += [0x0D, 0x0A]
                for _ in 0..<random.next(below: 12) { body += crumbs[random.next(below: crumbs.count)] }
                body += [0x0D, 0x0A]
            }
            if random.next(below: 6) > 0 { body += Array("--\(boundary)--".utf8) }
            let expected = plainTwin(body, boundary: boundary)
            if expected != nil { completed += 1 }
            let pieces = (0..<7).map { _ in 1 + random.next(below: 30) }
            for pieces in [[body.count], [1], pieces] {
                #expect(
                    try parse(body, boundary: boundary, pieces: pieces) == expected,
                    "\(String(decoding: body, as: UTF8.self).debugDescription)")
            }
        }
        #expect(completed > 10)
    }

    @Test("a form that ends before its last boundary is not complete, wherever it ends")
    func truncated() throws {
        let closing = try #require(String(decoding: Self.form, as: UTF8.self).firstRange(of: "--b0--"))
        let end = String(decoding: Self.form, as: UTF8.self)[..<closing.upperBound].utf8.count
        for count in 0..<end { #expect(try parse(Array(Self.form[..<count]), boundary: "b0", pieces: [7]) == nil) }
        #expect(try parse(Array(Self.form[..<end]), boundary: "b0", pieces: [7]) != nil)
    }

    @Test("headers, parts, padding and what stands around them are bounded")
    func limits() throws {
        let limits = MultipartParser.Limits(headerBytes: 100, parts: 3, surroundingBytes: 50, paddingBytes: 4)
        func fails(_ body: String) -> Bool {
            do {
                _ = try parse(Array(body.utf8), boundary: "b", pieces: [13], limits: limits)
                return false
            } catch { return error is RequestError }
        }
        let part = "--b\r\nA: b\r\n\r\nx\r\n"
        #expect(!fails(part + part + part + "--b--"))
        #expect(fails(part + part + part + part + "--b--"))
        #expect(fails("--b\r\nA: " + String(repeating: "x", count: 200)))
        #expect(fails(String(repeating: "x", count: 200) + "\r\n" + part + "--b--"))
        #expect(fails(part + "--b--" + String(repeating: "x", count: 200)))
        // Too much padding: not a delimiter, so it is data.
        let padded = try parse(Array("\(part)--b     \r\n--b--".utf8), boundary: "b", pieces: [9], limits: limits)
        #expect(padded?.map(\.text) == ["x\r\n--b     "])
    }

    @Test(
        "a boundary is 1 to 70 of RFC 2046's characters",
        arguments: [
            ("x", true), (String(repeating: "x", count: 70), true), ("a'()+_,-./:=? z", true), ("", false),
            (String(repeating: "x", count: 71), false), ("x ", false), ("a\r\nb", false), ("a\"b", false), ("é", false),
            ("a;b", false),
        ])
    func boundaries(boundary: String, isGood: Bool) {
        #expect((MultipartParser(boundary: boundary) != nil) == isGood)
    }

    @Test(
        "a part's headers name it, whichever way its sender writes names",
        arguments: [
            (#"form-data; name="file"; filename="a b.jpg""#, "file", "a b.jpg"),
            (#"form-data; name=file; filename=a.jpg"#, "file", "a.jpg"),
            (#"Form-Data ;NAME="file";FileName="x.jpg""#, "file", "x.jpg"),
            (#"form-data; name="f"; filename="naïve 写真.jpg""#, "f", "naïve 写真.jpg"),
            (
                #"form-data; name="f"; filename="a.jpg"; filename*=UTF-8''na%C3%AFve%20%22x%22.jpg"#, "f",
                "naïve \"x\".jpg"
            ),
            (#"form-data; name="f"; filename="a.jpg"; filename*=UTF-8''%FF"#, "f", "a.jpg"),
            (#"form-data; name="f"; filename="a.jpg"; filename*=nonsense"#, "f", "a.jpg"),
            (#"form-data; name="f"; filename="a\"b\\c.jpg""#, "f", #"a"b\c.jpg"#),
            (#"form-data; name="f"; filename="C:\photos\a.jpg""#, "f", #"C:\photos\a.jpg"#),
            (#"form-data; name="f"; filename="a%22b%0D%0A;100%.jpg""#, "f", "a\"b\r\n;100%.jpg"),
            (#"form-data; name="a;b=c"; filename="semi;colon.jpg""#, "a;b=c", "semi;colon.jpg"),
            (#"form-data; name="f"; filename="""#, "f", ""),
        ])
    func names(disposition: String, name: String, fileName: String) throws {
        let headers = try PartHeaders(Array("content-type: image/jpeg\r\nContent-DISPOSITION: \(disposition)".utf8))
        #expect(headers.name == name)
        #expect(headers.fileName == fileName)
        #expect(headers.mediaType == "image/jpeg")
    }

    @Test(
        "a part that does not say which field it is, or lies about its encoding, is refused",
        arguments: [
            "", "Content-Type: text/plain", "Content-Disposition: attachment; name=a", "Content-Disposition: form-data",
            "Content-Disposition: form-data; name=\"\"", "no colon", ": empty", "bad name: x",
            "Content-Disposition: form-data; name=a; name=b",
            "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
            "Content-Disposition: form-data; name=\"a\0b\"",
        ])
    func nameless(lines: String) {
        #expect(throws: RequestError.self) { try PartHeaders(Array(lines.utf8)) }
    }
}

/// Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators". Fixed by its seed.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
