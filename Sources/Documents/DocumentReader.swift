import Dispatch
import Glibc
public import Pixels

/// Reads the text of documents, whatever they are but pictures: text in any encoding, PDF, what word processors write,
/// and the list of what is in an archive.
///
/// Only text is read in this process. Everything that has to be parsed is read by a program of the system's in a process
/// of its own (`ToolRun`): poppler, pandoc, libarchive.
public struct DocumentReader: Sendable {
    /// Bytes of text that are read of a document; the rest is left out.
    public static let mostTextBytes = 1 << 20

    public init() {}

    /// The text of the document at `path`. Throws `.nothingToRead` for what holds none that is known of.
    public func text(path: String, type: JudgedType) async throws(DocumentError) -> DocumentText {
        switch DocumentKind(type) {
        case .text: try await plainText(path: path, charset: type.charset)
        case .pdf:
            try await ToolRun(
                program: "/usr/bin/pdftotext",
                arguments: ["-q", "-enc", "UTF-8", "-nopgbrk", "-l", "5000", path, "-"]
            ).output { DocumentText($0).unwrapped }
        case .written(let format):
            try await said("pandoc", "--sandbox", "--from", format, "--to", "plain", "--wrap=none", path)
        case .archive: try await said("bsdtar", "--list", "--file", path)
        case .other: throw .nothingToRead
        }
    }

    private func said(_ program: String, _ arguments: String...) async throws(DocumentError) -> DocumentText {
        try await ToolRun(program: "/usr/bin/" + program, arguments: arguments).output { DocumentText($0) }
    }

    /// A page of a PDF as a picture, gray, upright: for scans, which have no text. Nil behind the last page.
    ///
    /// - Parameter number: from 1.
    public func page(_ number: Int, ofPDF path: String) async throws(DocumentError) -> LumaPlane? {
        var run = ToolRun(
            program: "/usr/bin/pdftoppm",
            arguments: [
                "-q", "-gray", "-scale-to", "\(Self.pageSidePixels)", "-f", "\(number)", "-l", "\(number)", path,
            ])
        run.limits.outputBytes = Self.pageSidePixels * Self.pageSidePixels + 1024
        do throws(DocumentError) {
            return try await run.output { GrayMap($0.bytes)?.plane }
        } catch {
            // Its word for a page that there is not.
            guard error == .damaged else { throw error }
            return nil
        }
    }

    /// The longer side of a page that is to be read: 250 dpi of A4.
    private static let pageSidePixels = 2900

    private func plainText(path: String, charset: String?) async throws(DocumentError) -> DocumentText {
        let result: Result<DocumentText, DocumentError> = await withCheckedContinuation { continuation in
            Self.queue.async {
                continuation.resume(
                    returning: Result { () throws(DocumentError) in
                        let (bytes, isWhole) = try Self.beginning(of: path)
                        return DocumentText(
                            PlainText.decode(bytes, charset: charset, isWhole: isWhole), isWhole: isWhole)
                    })
            }
        }
        return try result.get()
    }

    private static let queue = DispatchQueue(label: "calotype.plain-text")

    private static func beginning(of path: String) throws(DocumentError) -> (bytes: [UInt8], isWhole: Bool) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unavailable(reason: "open \(path): errno \(errno)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= mostTextBytes {
            let count = read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unavailable(reason: "read \(path): errno \(errno)") }
            guard count > 0 else { return (bytes, true) }
            bytes += chunk[..<count]
        }
        return (Array(bytes.prefix(mostTextBytes)), false)
    }
}
