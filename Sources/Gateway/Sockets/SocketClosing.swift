import HTTPTypes

/// Why a WebSocket ends: the code and the words of its close frame.
struct SocketClosing: Equatable, Sendable {
    let code: UInt16
    let reason: String

    /// - Parameter reason: cut to the 123 bytes that a close frame has room for.
    init(_ code: UInt16, _ reason: String = "") {
        self.code = code
        var bytes = 0
        self.reason = String(
            String.UnicodeScalarView(
                reason.unicodeScalars.prefix { scalar in
                    bytes += UTF8.width(scalar)
                    return bytes <= 123
                }))
    }

    /// All was sent.
    static let done = SocketClosing(1000)
    /// The server stops.
    static let goingAway = SocketClosing(1001)
    /// The client takes nothing.
    static let tooSlow = SocketClosing(1013, "Try again later")
    /// Nobody said goodbye. Never sent: for the log alone.
    static let lost = SocketClosing(1006)

    /// How a refusal looks once the handshake is accepted, since a browser shows its page nothing of a handshake that was
    /// not: 401 is 4001, 403 is 4003, 404 is 4004. nil: it has to be refused before that. A 429 is meant for the
    /// handshake, and so is a failure of the server.
    init?(_ refusal: Refusal) {
        guard (400..<500).contains(refusal.status.code), refusal.status != .tooManyRequests else { return nil }
        self.init(UInt16(4000 + refusal.status.code - 400), refusal.message)
    }
}
