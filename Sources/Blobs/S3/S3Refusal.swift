/// What a store said when it said no.
public struct S3Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let status: Int
    /// S3's word for it (`NoSuchBucket`); empty where the answer has none, as that to a HEAD.
    public let code: String
    /// The store's own sentence, shortened.
    public let message: String

    init(status: Int, body: [UInt8]) {
        self.status = status
        code = String(S3XML.first("Code", in: body)?.prefix(100) ?? "")
        message = String((S3XML.first("Message", in: body) ?? "").prefix(300).filter { !$0.isNewline })
    }

    public var description: String { "\(status) \(code) \(message)" }
}

/// The little that has to be read of S3's XML: the texts of elements whose names stand for one thing in an answer.
enum S3XML {
    static func first(_ name: String, in document: [UInt8]) -> String? { texts(name, in: document, limit: 1).first }

    /// The texts of elements without attributes, at most `limit`, in order.
    static func texts(_ name: String, in document: [UInt8], limit: Int = .max) -> [String] {
        let text = String(decoding: document, as: UTF8.self)
        var texts: [String] = []
        for piece in text.split(separator: "<\(name)>", omittingEmptySubsequences: false).dropFirst().prefix(limit) {
            guard let end = piece.firstRange(of: "</\(name)>") else { break }
            texts.append(unescaped(piece[..<end.lowerBound]))
        }
        return texts
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        return String(text).replacing("&quot;", with: "\"").replacing("&apos;", with: "'").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }

    /// As the text of an element.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
