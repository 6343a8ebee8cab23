public import HTTPTypes
import NIOCore

/// What a handler answers with. The Gateway adds what every answer carries, and serves `If-None-Match` and `Range` where
/// there is an entity.
public struct Answer: Sendable {
    enum Content: Sendable {
        case nothing
        case bytes(ByteBuffer)
        case file(path: String, byteCount: Int)
        case socket(SocketSession)
        case stream(AsyncStream<[UInt8]>)
    }

    public var status: HTTPResponse.Status
    public var headers: HTTPFields
    var content: Content
    /// Whether conditions and ranges apply: a picture, a page; not a list that was made for this request.
    var isEntity = false
    /// Where the bytes lie in somebody's memory: how to have them once more, if they are still there. Such an answer is kept
    /// without them.
    var bytesAgain: (@Sendable () -> [UInt8]?)?

    init(status: HTTPResponse.Status, headers: HTTPFields, content: Content, isEntity: Bool = false) {
        self.status = status
        self.headers = headers
        self.content = content
        self.isEntity = isEntity
    }

    /// A shape, a list of shapes, or null.
    public static func json(_ value: some JSONWritable, status: HTTPResponse.Status = .ok) -> Answer {
        var writer = JSONObjectWriter()
        value.write(value: &writer)
        return .json(bytes: writer.bytes, status: status)
    }

    /// JSON that is written already.
    public static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Answer {
        Answer(status: status, headers: [.contentType: "application/json"], content: .bytes(ByteBuffer(bytes: bytes)))
    }

    /// No body.
    public static func empty(_ status: HTTPResponse.Status = .noContent) -> Answer {
        Answer(status: status, headers: [:], content: .nothing)
    }

    /// Text of any media type.
    public static func text(_ text: String, mediaType: String, status: HTTPResponse.Status = .ok) -> Answer {
        Answer(status: status, headers: [.contentType: mediaType], content: .bytes(ByteBuffer(string: text)))
    }

    /// The handshake of a WebSocket is accepted.
    static func socket(_ session: SocketSession) -> Answer {
        Answer(status: .switchingProtocols, headers: [:], content: .socket(session))
    }

    /// Bytes that are sent as they come, of a length that nobody knows yet.
    public static func stream(_ chunks: AsyncStream<[UInt8]>, mediaType: String) -> Answer {
        Answer(
            status: .ok, headers: [.contentType: mediaType, .cacheControl: "no-cache"], content: .stream(chunks))
    }

    /// Bytes in memory, with conditions and ranges.
    ///
    /// - Parameter again: gives the same bytes as long as they are in the memory of whoever gave them.
    public static func entity(
        _ bytes: [UInt8], _ description: Entity, again: (@Sendable () -> [UInt8]?)? = nil
    ) -> Answer {
        var answer = Answer(
            status: .ok, headers: description.headers, content: .bytes(ByteBuffer(bytes: bytes)), isEntity: true)
        answer.bytesAgain = again
        return answer
    }

    /// A file of known size, streamed, with conditions and ranges. It is opened before the answer begins, so it may be
    /// removed while it is being sent.
    public static func file(_ path: String, byteCount: Int, _ description: Entity) -> Answer {
        Answer(
            status: .ok, headers: description.headers, content: .file(path: path, byteCount: byteCount), isEntity: true)
    }
}

/// What the headers of a picture, or of any other stored bytes, say about it.
public struct Entity: Sendable {
    public var mediaType: String
    /// Without the quotes: a content hash. nil sends no `ETag`, and then no conditions apply.
    public var etag: String?
    public var cacheControl: String?
    public var disposition: Disposition?
    /// Behind a token: a shared cache must not give one caller's bytes to another.
    public var variesByToken: Bool

    /// Whether a browser shows or saves it, and under which name.
    public enum Disposition: Sendable {
        case inline(fileName: String)
        case attachment(fileName: String)
    }

    public init(
        mediaType: String, etag: String? = nil, cacheControl: String? = nil, disposition: Disposition? = nil,
        variesByToken: Bool = true
    ) {
        self.mediaType = mediaType
        self.etag = etag
        self.cacheControl = cacheControl
        self.disposition = disposition
        self.variesByToken = variesByToken
    }

    var headers: HTTPFields {
        var fields: HTTPFields = [.contentType: mediaType, .xContentTypeOptions: "nosniff", .acceptRanges: "bytes"]
        if let etag { fields[.eTag] = "\"\(etag)\"" }
        if let cacheControl { fields[.cacheControl] = cacheControl }
        if let disposition { fields[.contentDisposition] = disposition.header }
        if variesByToken { fields[.vary] = "Authorization" }
        return fields
    }
}
