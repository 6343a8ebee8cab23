import Foundation
import Store

/// Answers without a model, and says so: it describes what came with the message, and quotes what answers best. What it
/// can't know it does not invent.
struct BuiltInAssistant {
    /// Unicode scalars: a letter may have any number of accents.
    private static let excerptLength = 400
    private static let mostFileQuotes = 3
    private static let mostMessageQuotes = 2

    private let knowledge: Knowledge

    init(_ knowledge: Knowledge) {
        self.knowledge = knowledge
    }

    var answer: String {
        var parts = knowledge.files.map(describe)
        let quotes = quotes
        if !quotes.isEmpty {
            parts.append("This is what I found for your question:")
            parts += quotes
        } else if !Passages.words(of: knowledge.question.content).isEmpty {
            parts.append("I found nothing for your question in your files and messages.")
        }
        parts.append(
            "No language model is configured on this server, so I can only describe your files and quote from them and from "
                + "your messages.")
        return parts.joined(separator: "\n\n")
    }

    private func describe(_ file: Knowledge.File) -> String {
        let attachment = file.attachment
        var lines = [
            "\(attachment.filename): \(attachment.kind.phrase) (\(attachment.essence)), "
                + "\(Self.size(attachment.sizeBytes))."
        ]
        if let appearance = file.appearance { lines.append(appearance) }
        if let note = file.note { lines.append(note) }
        if let text = file.text {
            let words = text.split(whereSeparator: \.isWhitespace)
            if words.isEmpty {
                lines.append("No text was found in it.")
            } else {
                lines.append("Text read from it (\(words.count) \(words.count == 1 ? "word" : "words")):")
                lines.append(Self.quoted(Self.excerpt(text)))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The best of files first: a message is what its sender knows already. The same words are not quoted twice, and a
    /// question that was asked before is no answer.
    private var quotes: [String] {
        var seen: Set<String> = [Self.key(knowledge.question.content)]
        func fresh(_ text: String) -> Bool { seen.insert(Self.key(text)).inserted }
        let files = knowledge.fileQuotes.filter { fresh($0.text) }.prefix(Self.mostFileQuotes)
        let messages = knowledge.messageQuotes.filter { fresh($0.text) }.prefix(Self.mostMessageQuotes)
        return files.map { "From \($0.filename ?? "a file"):\n" + Self.quoted($0.text) }
            + messages.map { "From an earlier message of yours:\n" + Self.quoted($0.text) }
    }

    private static func key(_ text: String) -> String {
        text.split { !$0.isLetter && !$0.isNumber }.joined(separator: " ").lowercased()
    }

    private static func quoted(_ text: String) -> String {
        text.split(separator: "\n").map { "> \($0)" }.joined(separator: "\n")
    }

    /// The beginning, ended at a word.
    private static func excerpt(_ text: String) -> String {
        let scalars = text.trimmingCharacters(in: .whitespacesAndNewlines).unicodeScalars
        let beginning = scalars.prefix(excerptLength)
        guard beginning.endIndex < scalars.endIndex else { return String(beginning) }
        return String(beginning.lastIndex(where: \.properties.isWhitespace).map { beginning[..<$0] } ?? beginning)
            + " …"
    }

    /// In powers of a thousand, as file managers show it.
    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1000: "\(bytes) bytes"
        case ..<1_000_000: "\(tenths(bytes, of: 1000)) kB"
        default: "\(tenths(bytes, of: 1_000_000)) MB"
        }
    }

    private static func tenths(_ bytes: Int, of unit: Int) -> String {
        let tenths = (bytes * 10 + unit / 2) / unit
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

extension AttachmentKind {
    /// With its article.
    fileprivate var phrase: String {
        switch self {
        case .image: "an image"
        case .video: "a video"
        case .audio: "an audio file"
        case .document: "a document"
        case .archive: "an archive"
        case .code: "a source file"
        case .text: "a text file"
        case .other: "a file"
        }
    }
}
