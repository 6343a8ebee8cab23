import Foundation

/// A WebSocket client over a plain socket, which may break every rule.
public struct SocketClient: Sendable {
    public struct Frame: Equatable {
        public let opcode: UInt8
        public let payload: [UInt8]

        public init(opcode: UInt8, payload: [UInt8]) {
            self.opcode = opcode
            self.payload = payload
        }

        public var text: String { String(decoding: payload, as: UTF8.self) }
        /// Of a close frame.
        public var code: Int? { opcode == 8 && payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil }
        public var reason: String { String(decoding: payload.dropFirst(2), as: UTF8.self) }
    }

    public let connection: RawConnection

    /// Sends the handshake and reads the answer's head, which is empty where there was none.
    public static func open(
        _ path: String, port: Int, receiveBuffer: Int32? = nil, headers: [String] = handshake
    ) async throws -> (client: SocketClient, head: String) {
        let connection = try RawConnection(port: port, receiveBuffer: receiveBuffer)
        await connection.write((["GET \(path) HTTP/1.1", "Host: x"] + headers + ["", ""]).joined(separator: "\r\n"))
        // Byte by byte, since frames may follow at once.
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8), let byte = await connection.read(count: 1) {
            head += byte
        }
        return (SocketClient(connection: connection), String(decoding: head, as: UTF8.self))
    }

    /// The key of RFC 6455, 1.3, whose answer stands there too.
    public static let handshake = [
        "Upgrade: websocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    @discardableResult
    public func send(
        _ opcode: UInt8, _ payload: [UInt8] = [], isLast: Bool = true, isMasked: Bool = true, reserved: UInt8 = 0,
        times: Int = 1
    ) async -> Bool {
        var frame: [UInt8] = [(isLast ? 0x80 : 0) | reserved | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ...125: frame.append(mask | UInt8(payload.count))
        case ...65_535: frame += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default: frame += [mask | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        if isMasked { frame += key }
        frame += isMasked ? payload.enumerated().map { $1 ^ key[$0 % 4] } : payload
        return await connection.write(bytes: Array(repeatElement(frame, count: times).joined()))
    }

    public func close(_ code: Int = 1000, _ reason: String = "") async {
        await send(8, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
    }

    /// nil at the connection's end.
    public func receive() async -> Frame? {
        guard let head = await connection.read(count: 2) else { return nil }
        var length = Int(head[1])
        if length >= 126 {
            guard let bytes = await connection.read(count: length == 126 ? 2 : 8) else { return nil }
            length = bytes.reduce(0) { $0 << 8 | Int($1) }
        }
        guard let payload = length == 0 ? [] : await connection.read(count: length) else { return nil }
        return Frame(opcode: head[0] & 0x0F, payload: payload)
    }

    /// What is left, up to the connection's end.
    public func receiveAll() async -> [Frame] {
        var frames: [Frame] = []
        while let frame = await receive() { frames.append(frame) }
        return frames
    }
}
