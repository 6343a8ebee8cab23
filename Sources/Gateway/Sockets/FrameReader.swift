import NIOCore
import NIOWebSocket

/// Judges a client's frames by RFC 6455 for a server that only sends: pings are to be answered, a close is to be returned,
/// messages are counted, checked and forgotten.
struct FrameReader {
    enum Verdict {
        case nothing
        case pong(ByteBuffer)
        /// The client says goodbye, and is to hear the same; nil where it gave no code.
        case goodbye(SocketClosing?)
        /// The client broke the protocol, or a limit.
        case failure(SocketClosing)
    }

    private let messageBytes: Int
    /// What the fragments of a message came to so far; nil between messages.
    private var received: Int?
    private var isText = false
    private var check = UTF8Check()

    init(messageBytes: Int) { self.messageBytes = messageBytes }

    mutating func take(_ frame: WebSocketFrame) -> Verdict {
        guard frame.maskKey != nil else { return .failure(SocketClosing(1002, "A client's frames are masked")) }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            return .failure(SocketClosing(1002, "No extension was agreed on"))
        }
        switch frame.opcode {
        case .ping: return .pong(frame.unmaskedData)
        case .pong: return .nothing
        case .connectionClose: return goodbye(frame.unmaskedData)
        case .text, .binary:
            guard received == nil else { return .failure(SocketClosing(1002, "The last message was not finished")) }
            received = 0
            isText = frame.opcode == .text
            check = UTF8Check()
            return part(frame)
        case .continuation:
            guard received != nil else { return .failure(SocketClosing(1002, "There is nothing to be continued")) }
            return part(frame)
        default: return .failure(SocketClosing(1002, "There is no such frame"))
        }
    }

    private mutating func part(_ frame: WebSocketFrame) -> Verdict {
        let data = frame.unmaskedData
        let total = (received ?? 0) + data.readableBytes
        guard total <= messageBytes else { return .failure(SocketClosing(1009, "The message is too large")) }
        if isText {
            guard check.take(data.readableBytesView), !frame.fin || check.isWhole else {
                return .failure(SocketClosing(1007, "The message is not UTF-8"))
            }
        }
        received = frame.fin ? nil : total
        return .nothing
    }

    private func goodbye(_ payload: ByteBuffer) -> Verdict {
        var payload = payload
        if payload.readableBytes == 0 { return .goodbye(nil) }
        guard let code = payload.readInteger(as: UInt16.self), Self.maySend(code) else {
            return .failure(SocketClosing(1002, "That is no close code"))
        }
        guard let reason = String(validating: payload.readableBytesView, as: Swift.UTF8.self) else {
            return .failure(SocketClosing(1007, "The reason is not UTF-8"))
        }
        return .goodbye(SocketClosing(code, reason))
    }

    /// RFC 6455, 7.4: codes that mean "nobody sent one" are never sent, and what is below 3000 is assigned.
    private static func maySend(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
