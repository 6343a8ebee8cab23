import HTTPTypes
import NIOCore

/// What an origin is made of besides the headers.
struct ConnectionFacts: Sendable {
    /// As the request names it.
    let authority: String?
    let scheme: String
    let local: SocketAddress?
    /// The peer is a trusted proxy.
    let isProxied: Bool
}

/// `https://host:port` as the client called us: what a URL begins with that leads back here. Behind a trusted proxy it is as
/// the proxy was called. A host that is none, or was left out, is the address that was connected to.
func requestOrigin(_ headers: HTTPFields, _ connection: ConnectionFacts) -> String {
    var (scheme, host) = (connection.scheme, connection.authority)
    if connection.isProxied {
        func first(_ name: HTTPField.Name) -> String? {
            headers[name]?.split(separator: ",").first.map { String(MediaType.trimmed($0)) }
        }
        if let said = first(.forwardedProto)?.lowercased(), ["http", "https"].contains(said) { scheme = said }
        host = first(.forwardedHost) ?? host
    }
    if let host, isHost(host) { return "\(scheme)://\(host)" }
    let address = connection.local?.ipAddress ?? "127.0.0.1"
    let port = connection.local?.port.map { ":\($0)" } ?? ""
    return "\(scheme)://" + (address.contains(":") ? "[\(address)]" : address) + port
}

/// A name or an address, with a port or without: nothing that could end the authority of a URL, or lead elsewhere in it.
private func isHost(_ text: String) -> Bool {
    (1...300).contains(text.utf8.count)
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
}
