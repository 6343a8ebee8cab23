import Crypto
import Foundation
import HTTPTypes

/// A client's half of a WebSocket handshake that keeps to RFC 6455, section 4.2.1.
struct Handshake: Sendable {
    private let key: String

    /// Throws `RequestError.upgradeRequired` where no WebSocket of our version was asked for, and
    /// `RequestError.badHandshake` where what was asked is malformed.
    init(_ head: HTTPRequest, bodyBytes: Int?) throws(RequestError) {
        let fields = head.headerFields
        guard head.method == .get, fields.lists("websocket", in: .upgrade), fields.lists("upgrade", in: .connection),
            fields[values: .secWebSocketVersion].map({ MediaType.trimmed($0[...]) }) == ["13"]
        else { throw .upgradeRequired }
        let keys = fields[values: .secWebSocketKey].map { String(MediaType.trimmed($0[...])) }
        guard keys.count == 1, Data(base64Encoded: keys[0])?.count == 16 else {
            throw .badHandshake(reason: "Sec-WebSocket-Key must be 16 bytes in base64")
        }
        guard bodyBytes == 0 else { throw .badHandshake(reason: "it must not have a body") }
        key = keys[0]
    }

    /// The head fields of the 101 that accepts it.
    var acceptance: HTTPFields {
        let digest = Insecure.SHA1.hash(data: Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return [
            .upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: Data(digest).base64EncodedString(),
        ]
    }
}

extension HTTPFields {
    /// Whether the field, a list of tokens whose case does not matter, has this one. `token` is in lower case.
    func lists(_ token: String, in name: HTTPField.Name) -> Bool {
        self[values: name].contains { value in
            value.split(separator: ",").contains { MediaType.trimmed($0).lowercased() == token }
        }
    }
}
