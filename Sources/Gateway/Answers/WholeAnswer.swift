import HTTPTypes
import NIOCore

/// An answer as the network takes it: head and body of HTTP/1.1, in one buffer or two.
struct WholeAnswer {
    let first: ByteBuffer
    let rest: ByteBuffer?
}

/// The head of an answer, written field by field (RFC 9112, section 4). No value can end its line: `HTTPField` has blanks in
/// the place of what could.
struct AnswerHead {
    /// A body that is larger costs more to copy behind its head than to be sent from where it is.
    private static let mostCopiedBytes = 4096

    private var bytes: ByteBuffer

    init(_ status: HTTPResponse.Status, _ fields: HTTPFields, bodyBytes: Int, allocator: ByteBufferAllocator) {
        bytes = allocator.buffer(capacity: 1024 + (bodyBytes <= Self.mostCopiedBytes ? bodyBytes : 0))
        bytes.writeStaticString("HTTP/1.1 ")
        bytes.writeString(String(status.code))
        bytes.writeStaticString(" ")
        bytes.writeString(status.reasonPhrase)
        bytes.writeStaticString("\r\n")
        for field in fields { write(field) }
    }

    mutating func write(_ field: HTTPField) {
        bytes.writeString(field.name.rawName)
        bytes.writeStaticString(": ")
        // Lent for the call: the field's own bytes, without a String of them.
        field.withUnsafeBytesOfValue { value in _ = bytes.writeBytes(value) }
        bytes.writeStaticString("\r\n")
    }

    /// Ends the head, and puts the body behind it.
    mutating func end(with body: ByteBuffer) -> WholeAnswer {
        bytes.writeStaticString("\r\n")
        guard body.readableBytes <= Self.mostCopiedBytes else { return WholeAnswer(first: bytes, rest: body) }
        bytes.writeImmutableBuffer(body)
        return WholeAnswer(first: bytes, rest: nil)
    }
}
