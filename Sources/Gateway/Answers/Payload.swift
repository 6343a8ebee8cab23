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

    /// Without conditions: an error's body.
    init(inMemory answer: Answer) {
        guard case .bytes(let bytes) = answer.content else {
            (source, byteCount) = (.memory(ByteBuffer()), 0)
            return
        }
        (source, byteCount) = (.memory(ByteBuffer(bytes: bytes)), bytes.count)
    }

    /// Judges `If-None-Match` and `Range` where the answer is an entity, and sets the status and headers that follow.
    /// Throws `RequestError.rangeNotSatisfiable`, or what opening the file threw.
    init(_ answer: inout Answer, for head: HTTPRequest) async throws {
        let total =
            switch answer.content {
            case .nothing, .socket, .stream: 0
            case .bytes(let bytes): bytes.count
            case .file(_, let count): count
            }
        var range = 0..<total
        if answer.isEntity, answer.status == .ok, head.method == .get || head.method == .head {
            let conditions = Conditions(head.headerFields, etag: answer.headers[.eTag])
            if conditions.isNotModified {
                answer.status = .notModified
                answer.headers[.contentType] = nil
                answer.headers[.contentDisposition] = nil
                (source, byteCount) = (.memory(ByteBuffer()), 0)
                return
            }
            if let part = try conditions.range(of: total) {
                range = part
                answer.status = .partialContent
                answer.headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(total)"
            }
        }
        byteCount = range.count
        switch answer.content {
        case .nothing, .socket: source = .memory(ByteBuffer())
        case .bytes(let bytes): source = .memory(ByteBuffer(bytes: bytes[range]))
        case .stream(let chunks): source = .stream(chunks)
        case .file(let path, _): source = .file(try await OpenFile.open(path), offset: range.lowerBound)
        }
    }

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
