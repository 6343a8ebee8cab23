/// How long, and how much, one connection may keep the server waiting. All deadlines are absolute: a byte now and then
/// does not push them back.
public struct ConnectionLimits: Sendable {
    /// From the accepted connection to the end of the first request's head (the TLS handshake included).
    public var head: Duration
    /// From an answer's end to the end of the next request's head.
    public var idle: Duration
    /// A body may keep us waiting so long, and besides as long as `bodyBytesPerSecond` allows for what has arrived. Time
    /// in which we did not read is not counted.
    public var bodyGrace: Duration
    public var bodyBytesPerSecond: Int
    /// A reader that takes nothing for so long is gone.
    public var stalledWrite: Duration
    /// What is still read, and thrown away, of a body that was refused, so that its sender gets to see the refusal.
    public var drainBytes: Int
    public var drain: Duration
    public var headerFieldBytes: Int
    public var headerBytes: Int
    public var headerFields: Int
    /// Open at once, WebSockets among them; further ones wait in the system's queue.
    public var connections: Int
    /// What holds for a connection once it is a WebSocket, in place of the deadlines above.
    public var socket: SocketLimits

    public init(
        head: Duration = .seconds(15), idle: Duration = .seconds(60), bodyGrace: Duration = .seconds(20),
        bodyBytesPerSecond: Int = 2048, stalledWrite: Duration = .seconds(60), drainBytes: Int = 256 << 20,
        drain: Duration = .seconds(30), headerFieldBytes: Int = 16 << 10, headerBytes: Int = 32 << 10,
        headerFields: Int = 100, connections: Int = 4096,
        socket: SocketLimits = SocketLimits()
    ) {
        self.head = head
        self.idle = idle
        self.bodyGrace = bodyGrace
        self.bodyBytesPerSecond = max(1, bodyBytesPerSecond)
        self.stalledWrite = stalledWrite
        self.drainBytes = drainBytes
        self.drain = drain
        self.headerFieldBytes = headerFieldBytes
        self.headerBytes = headerBytes
        self.headerFields = headerFields
        self.connections = connections
        self.socket = socket
    }
}
