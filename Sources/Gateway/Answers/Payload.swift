import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// The bytes that an answer comes down to once conditions and ranges were looked at.
struct Payload: Sendable {
    private enum Source: Sendable {
        case memory(ByteBuffer)
        case file(OpenFile, offset: Int)
        case stream(AsyncStream<[UInt8]>)
    }
    private let source: Source
    let byteCount: Int
    /// Whether `byteCount` is all that will be sent: not of a stream.
    var hasLength: Bool { if case .stream = source { false } else { true } }

    private init(source: Source, byteCount: Int) {
        self.source = source
        self.byteCount = byteCount
    }

    /// Without conditions: an error's body.
    init(inMemory answer: Answer) {
        guard case .bytes(let bytes) = answer.content else {
            (source, byteCount) = (.memory(ByteBuffer()), 0)
            return
        }
        (source, byteCount) = (.memory(bytes), bytes.readableBytes)
    }

    /// Judges `If-None-Match` and `Range` where the answer is an entity, and sets the status and headers that follow.
    /// Throws `RequestError.rangeNotSatisfiable`, or what opening the file threw.
    init(_ answer: inout Answer, for head: HTTPRequest) async throws {
        let range = try answer.judge(head)
        guard let range, case .file(let path, _) = answer.content else {
            self.init(answer.content, range)
            return
        }
        self.init(source: .file(try await OpenFile.open(path), offset: range.lowerBound), byteCount: range.count)
    }

    /// The same for what is in memory; nil for what is not.
    init?(atOnce answer: inout Answer, for head: HTTPRequest) throws {
        switch answer.content {
        case .nothing, .bytes: self.init(answer.content, try answer.judge(head))
        case .file, .socket, .stream: return nil
        }
    }

    /// Of anything but a file.
    private init(_ content: Answer.Content, _ range: Range<Int>?) {
        byteCount = range?.count ?? 0
        switch content {
        case .bytes(let bytes):
            let part = range.flatMap { bytes.getSlice(at: bytes.readerIndex + $0.lowerBound, length: $0.count) }
            source = .memory(part ?? ByteBuffer())
        case .stream(let chunks): source = .stream(chunks)
        case .nothing, .socket, .file: source = .memory(ByteBuffer())
        }
    }

    /// What is in memory whole.
    var buffer: ByteBuffer? { if case .memory(let buffer) = source { buffer } else { nil } }

    /// - Parameter sent: called once, when all is handed to the network, or it is known that nothing more will be.
    func body(isHead: Bool, sent: @escaping @Sendable () -> Void) -> ResponseBody {
        if isHead {
            sent()
            return ResponseBody()
        }
        switch source {
        case .memory(let buffer):
            sent()
            return buffer.readableBytes == 0 ? ResponseBody() : ResponseBody(byteBuffer: buffer)
        case .file(let file, let start):
            // A peer that is gone may leave the closure uncalled; then it is its release that counts.
            let atEnd = AtEnd(sent)
            return ResponseBody(contentLength: byteCount) { [byteCount] writer in
                var offset = start
                let end = start + byteCount
                while offset < end {
                    let chunk = try await file.read(at: offset, byteCount: min(1 << 16, end - offset))
                    offset += chunk.readableBytes
                    try await writer.write(chunk)
                }
                try await writer.finish(nil)
                atEnd.keep()
            }
        case .stream(let chunks):
            let atEnd = AtEnd(sent)
            return ResponseBody { writer in
                for await chunk in chunks { try await writer.write(ByteBuffer(bytes: chunk)) }
                try await writer.finish(nil)
                atEnd.keep()
            }
        }
    }

    /// Does something when nobody holds it any more.
    private final class AtEnd: Sendable {
        private let action: @Sendable () -> Void

        init(_ action: @escaping @Sendable () -> Void) { self.action = action }
        deinit { action() }
        /// Lives until here.
        func keep() {}
    }
}

extension Answer {
    /// The part of the content that is to be sent, once conditions and ranges were looked at; nil for none of it.
    fileprivate mutating func judge(_ head: HTTPRequest) throws -> Range<Int>? {
        let total =
            switch content {
            case .nothing, .socket, .stream: 0
            case .bytes(let bytes): bytes.readableBytes
            case .file(_, let count): count
            }
        guard isEntity, status == .ok, head.method == .get || head.method == .head,
            head.headerFields.contains(.ifNoneMatch) || head.headerFields.contains(.range)
        else { return 0..<total }
        let conditions = Conditions(head.headerFields, etag: headers[.eTag])
        if conditions.isNotModified {
            status = .notModified
            headers[.contentType] = nil
            headers[.contentDisposition] = nil
            return nil
        }
        guard let part = try conditions.range(of: total) else { return 0..<total }
        status = .partialContent
        headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(total)"
        return part
    }
}
