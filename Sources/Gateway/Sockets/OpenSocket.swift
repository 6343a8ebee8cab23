import Identity
import Logging
import Synchronization

/// One accepted WebSocket. When nobody holds it any more it is over: its place is free, and its line is in the log.
final class OpenSocket: Sendable {
    private let request: RequestRecord
    private let lease: SocketLease?
    private let observer: GatewayObserver
    private let logger: Logger
    private let began = ContinuousClock.now
    private let outcome = Mutex(SocketEnd())

    init(_ request: RequestRecord, lease: SocketLease?, observer: GatewayObserver, logger: Logger) {
        self.request = request
        self.lease = lease
        self.observer = observer
        self.logger = logger
        observer.socketOpened()
    }

    var end: SocketEnd {
        get { outcome.withLock { $0 } }
        set { outcome.withLock { $0 = newValue } }
    }

    /// The place is free before all is over.
    func leave() { lease?.giveBack() }

    deinit {
        let record = SocketRecord(request: request, end: end, duration: ContinuousClock.now - began)
        record.log(to: logger)
        observer.socketClosed(record)
    }
}

/// One WebSocket that is over.
public struct SocketRecord: Sendable {
    /// Its handshake.
    public var request: RequestRecord
    public var closeCode: Int
    public var messages: Int
    public var bytesOut: Int
    /// From the handshake to the end.
    public var duration: Duration
    /// What was thrown, for the log alone.
    public var cause: String?

    init(request: RequestRecord, end: SocketEnd, duration: Duration) {
        self.request = request
        closeCode = Int(end.closing.code)
        messages = end.messages
        bytesOut = end.bytesOut
        self.duration = duration
        cause = end.cause
    }

    func log(to logger: Logger) {
        var metadata: Logger.Metadata = [
            "request_id": "\(request.requestID)", "path": "\(request.pathTemplate)",
            "code": .stringConvertible(closeCode), "ms": .stringConvertible(duration.milliseconds),
            "messages": .stringConvertible(messages), "bytes_out": .stringConvertible(bytesOut),
        ]
        if let surface = request.surface { metadata["surface"] = "\(surface.rawValue)" }
        if let account = request.account { metadata["account"] = .stringConvertible(account) }
        if let cause { metadata["cause"] = "\(cause)" }
        logger.log(level: cause == nil ? .info : .error, "websocket closed", metadata: metadata)
    }
}
