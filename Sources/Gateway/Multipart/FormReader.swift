import HTTPTypes
import Synchronization

/// Reads a form off the network, part by part.
final class FormReader: Sendable {
    private struct State {
        var parser: MultipartParser
        /// Counts parts, so that bytes asked for after their part has ended are none, and not the next part's.
        var part = 0
        var isInPart = false
        var partBytes = 0
        /// Data that was looked at and not yet handed on.
        var peeked: [UInt8]?
    }

    private let body: IncomingBody
    private let fileLimitBytes: Int
    private let state: Mutex<State>

    init(_ body: IncomingBody, parser: MultipartParser, fileLimitBytes: Int) {
        self.body = body
        self.fileLimitBytes = fileLimitBytes
        state = Mutex(State(parser: parser))
    }

    /// The head of the next part, or nil after the last. What is left of the part before is passed over.
    func nextPart() async throws -> (headers: PartHeaders, bytes: PartBytes)? {
        while true {
            switch try await nextEvent() {
            case .partBegan(let lines):
                let number = state.withLock { state in
                    state.part += 1
                    state.isInPart = true
                    state.partBytes = 0
                    return state.part
                }
                return (try PartHeaders(lines), PartBytes(source: self, part: number))
            case .data: continue
            case .partEnded: state.withLock { $0.isInPart = false }
            case .ended:
                // To the end of the body, so that the connection can carry the next request.
                while let chunk = try await body.next() { try pass(chunk) }
                return nil
            }
        }
    }

    /// The next bytes of that part, nil at its end.
    func next(of part: Int) async throws -> [UInt8]? {
        let (isCurrent, peeked) = state.withLock { state in
            defer { state.peeked = nil }
            return (state.isInPart && state.part == part, state.peeked)
        }
        guard isCurrent else { return nil }
        if let peeked { return peeked }
        switch try await nextEvent() {
        case .data(let bytes):
            let total = state.withLock { state in
                state.partBytes += bytes.count
                return state.partBytes
            }
            guard total <= fileLimitBytes else { throw RequestError.tooLarge(limitBytes: fileLimitBytes) }
            return bytes
        default:
            state.withLock { $0.isInPart = false }
            return nil
        }
    }

    /// Whether the part holds nothing.
    func isEmpty(_ part: Int) async throws -> Bool {
        guard let bytes = try await next(of: part) else { return true }
        state.withLock { $0.peeked = bytes }
        return false
    }

    private func nextEvent() async throws -> MultipartParser.Event {
        while true {
            if let event = try state.withLock({ try $0.parser.next() }) { return event }
            guard let chunk = try await body.next() else {
                throw RequestError.malformedForm(reason: "it ends before its last boundary")
            }
            state.withLock { $0.parser.feed(chunk) }
        }
    }

    /// What comes after the last delimiter.
    private func pass(_ chunk: [UInt8]) throws {
        try state.withLock { state in
            state.parser.feed(chunk)
            _ = try state.parser.next()
        }
    }
}

extension Incoming {
    /// Reads a `multipart/form-data` body to its end. Texts are gathered (all of them together at most
    /// `textLimitBytes`); each file is handed to `receive` as it arrives, which gives back whatever stands for it. Memory
    /// stays at a chunk or two. Where the sender goes away, or a limit is passed, iterating `bytes` throws, so that
    /// `receive` can drop what it had begun. A file field that was left empty in a browser is no file.
    public func form<File: Sendable>(
        textLimitBytes: Int = 1 << 20,
        receive: (_ part: FormPart, _ bytes: PartBytes) async throws -> File
    ) async throws -> Form<File> {
        guard let type = MediaType(headers[.contentType] ?? ""), type.essence == "multipart/form-data" else {
            throw RequestError.unsupportedMediaType(takes: ["multipart/form-data"])
        }
        guard let boundary = type.parameters["boundary"], let parser = MultipartParser(boundary: boundary) else {
            throw RequestError.malformedForm(reason: "its boundary is missing or not one")
        }
        let reader = FormReader(body, parser: parser, fileLimitBytes: fileLimitBytes)
        var form = Form<File>()
        var textBytes = 0
        while let (headers, bytes) = try await reader.nextPart() {
            guard let fileName = headers.fileName else {
                var text: [UInt8] = []
                for try await chunk in bytes {
                    textBytes += chunk.count
                    guard textBytes <= textLimitBytes else { throw RequestError.tooLarge(limitBytes: textLimitBytes) }
                    text += chunk
                }
                guard let value = String(validating: text, as: UTF8.self) else {
                    throw RequestError.field(headers.name, .invalid("is not UTF-8"))
                }
                guard !value.hasNUL else { throw RequestError.field(headers.name, .hasNUL) }
                form.texts.append((headers.name, value))
                continue
            }
            if fileName.isEmpty, try await reader.isEmpty(bytes.part) { continue }
            let part = FormPart(name: headers.name, fileName: fileName, mediaType: headers.mediaType)
            form.files.append((part, try await receive(part, bytes)))
        }
        return form
    }
}
