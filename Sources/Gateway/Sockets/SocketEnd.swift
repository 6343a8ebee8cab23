/// What became of a WebSocket.
struct SocketEnd: Sendable {
    var closing = SocketClosing.lost
    var messages = 0
    var bytesOut = 0
    /// What was thrown, where that ended it.
    var cause: String?
}

/// Sent down a channel's pipeline when all messages are sent.
struct CloseEvent: Sendable {
    let closing: SocketClosing
    /// What was thrown, where nobody is to be told.
    var cause: String?
}
