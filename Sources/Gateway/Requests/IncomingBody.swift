import Hummingbird
import NIOCore
import Synchronization

/// A request's body, read once, chunk by chunk, and never beyond its limit. Chunks come as the network brings them (at
/// most 64 KiB); while nobody asks for the next, the sender is held back.
public final class IncomingBody: Sendable {
    /// Hummingbird's iterator does not say that it is Sendable. It is handed from one read to the next through a lock,
    /// and `Source.inUse` keeps two readers from holding it at once.
    private struct Network: @unchecked Sendable {
        var iterator: RequestBody.AsyncIterator
    }

    private enum Source {
        case network(Network)
        case bytes([UInt8])
        case inUse
        case ended
    }

    private struct Progress {
        var receivedBytes = 0
        var limitBytes = Int.max
    }

    private let source: Mutex<Source>
    private let progress: Mutex<Progress>
    /// By `Content-Length`; nil where the sender did not say.
    public let declaredBytes: Int?
    /// Called before the first read, so that a sender who waits for `100 Continue` gets it.
    private let willRead: @Sendable () -> Void

    /// There is none.
    static let none = IncomingBody(bytes: [], isRead: true)

    /// - Parameter proceed: lets a sender begin who waits for `100 Continue`.
    init(_ request: Request, proceed: @escaping @Sendable () -> Void) {
        source = Mutex(.network(Network(iterator: request.body.makeAsyncIterator())))
        progress = Mutex(Progress())
        let length = request.headers[.contentLength].flatMap(Int.init)
        declaredBytes = request.headers[.transferEncoding] != nil ? nil : length ?? 0
        let isAwaited = request.headers[.expect]?.lowercased() == "100-continue"
        willRead = { if isAwaited { proceed() } }
    }

    init(bytes: [UInt8], isRead: Bool = false) {
        let content: Source = isRead ? .ended : .bytes(bytes)
        source = Mutex(content)
        progress = Mutex(Progress())
        declaredBytes = bytes.count
        willRead = {}
    }

    /// Nothing beyond so many bytes is taken.
    func limit(toBytes limit: Int) { progress.withLock { $0.limitBytes = limit } }

    /// What has arrived so far.
    public var receivedBytes: Int { progress.withLock { $0.receivedBytes } }

    /// Whether the end was seen: only then may the connection carry another request.
    var isEnded: Bool {
        source.withLock { if case .ended = $0 { true } else { false } }
    }

    /// The next bytes, or nil at the end. Throws `RequestError.tooLarge` as soon as the limit is passed, and
    /// `RequestError.bodyIncomplete` where the sender is gone.
    public func next() async throws -> [UInt8]? {
        guard let buffer = try await nextBuffer() else { return nil }
        return Array(buffer.readableBytesView)
    }

    /// The whole body, at most `limitBytes` of it.
    public func collect(limitBytes: Int) async throws -> [UInt8] {
        if let declaredBytes, declaredBytes > limitBytes { throw RequestError.tooLarge(limitBytes: limitBytes) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(declaredBytes ?? 0, limitBytes))
        while let buffer = try await nextBuffer() {
            guard bytes.count + buffer.readableBytes <= limitBytes else {
                throw RequestError.tooLarge(limitBytes: limitBytes)
            }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    private func nextBuffer() async throws -> ByteBuffer? {
        let taken = source.withLock { source in
            let taken = source
            if case .ended = source { return taken }
            source = .inUse
            return taken
        }
        switch taken {
        case .ended: return nil
        // Two readers at once would each get half: a mistake in a handler, answered with a 500.
        case .inUse: throw TwoReaders()
        case .bytes(let bytes):
            source.withLock { $0 = .ended }
            progress.withLock { $0.receivedBytes = bytes.count }
            return bytes.isEmpty ? nil : ByteBuffer(bytes: bytes)
        case .network(var network):
            if receivedBytes == 0 { willRead() }
            let received: ByteBuffer?
            do {
                received = try await network.iterator.next()
            } catch is ConnectionLost {
                throw RequestError.bodyIncomplete
            }
            guard let buffer = received else {
                source.withLock { $0 = .ended }
                try checkWhole()
                return nil
            }
            source.withLock { $0 = .network(network) }
            try progress.withLock { progress in
                progress.receivedBytes += buffer.readableBytes
                guard progress.receivedBytes <= progress.limitBytes else {
                    throw RequestError.tooLarge(limitBytes: progress.limitBytes)
                }
            }
            return buffer
        }
    }

    /// Hummingbird takes a connection that is gone for the end of the body.
    private func checkWhole() throws {
        if let declaredBytes, receivedBytes < declaredBytes { throw RequestError.bodyIncomplete }
    }

    private struct TwoReaders: Error {}
}
