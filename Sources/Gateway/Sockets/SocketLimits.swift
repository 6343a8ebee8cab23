/// How long, and how much, an open WebSocket may keep the server waiting.
public struct SocketLimits: Sendable {
    /// The largest message that a client may send, in one frame or several. It is read and thrown away: no surface asks
    /// its listeners anything.
    public var messageBytes: Int
    /// A ping goes out so often. A client that was silent from one to the next is gone.
    public var ping: Duration
    /// A reader that takes nothing for so long is dropped.
    public var stalledWrite: Duration
    /// For the other side's half of the closing handshake.
    public var closing: Duration

    public init(
        messageBytes: Int = 1 << 16, ping: Duration = .seconds(30), stalledWrite: Duration = .seconds(20),
        closing: Duration = .seconds(5)
    ) {
        self.messageBytes = messageBytes
        self.ping = ping
        self.stalledWrite = stalledWrite
        self.closing = closing
    }
}
