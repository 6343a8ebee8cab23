import HTTPTypes
import NIOCore

/// Short enough for a log line, and of characters that mean nothing to a log, a shell or a page.
func isSaneRequestID(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
}

/// The token of `Authorization: Bearer …`.
func bearerToken(_ headers: HTTPFields) -> String? {
    guard let value = headers.value(of: .authorization) else { return nil }
    let scheme = "bearer "
    guard value.utf8.count > scheme.utf8.count,
        // Letters differ by one bit in their two cases; the blank has it set.
        zip(value.utf8, scheme.utf8).allSatisfy({ $0 | 0x20 == $1 })
    else { return nil }
    return String(MediaType.trimmed(value[value.utf8.index(value.startIndex, offsetBy: scheme.utf8.count)...]))
}

/// Who sent the request: the peer, or, as far back as only trusted proxies have handed it on, whom they name. A name that
/// is no address is nobody's; then it is the proxy that gave it.
func forwardedAddress(peer: String, header: [String], trusted: Set<String>) -> String {
    var address = peer
    for hop in header.flatMap({ $0.split(separator: ",") }).reversed() {
        let hop = String(MediaType.trimmed(hop))
        guard trusted.contains(address), (try? SocketAddress(ipAddress: hop, port: 0)) != nil else { break }
        address = hop
    }
    return address
}

extension HTTPFields {
    /// `self[name]`, which is a join, without one where the name comes once.
    func value(of name: HTTPField.Name) -> String? {
        guard let first = firstIndex(where: { $0.name == name }) else { return nil }
        return self[(first + 1)...].contains { $0.name == name } ? self[name] : self[first].value
    }

    /// Sets every field of `other`, in place of what had its name.
    mutating func merge(_ other: HTTPFields) {
        for field in other { self[field.name] = field.value }
    }
}

extension HTTPResponse.Status {
    /// 204 and 304 end at their head.
    var mayHaveBody: Bool { code >= 200 && code != 204 && code != 304 }
}
