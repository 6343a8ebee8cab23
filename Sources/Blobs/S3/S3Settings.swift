import Foundation

/// Where an S3-compatible store is, and who we are there.
public struct S3Settings: Sendable, Hashable {
    public let endpoint: S3Endpoint
    public let bucket: S3Bucket
    /// `us-east-1`, or whatever the store was told that it is.
    public let region: String
    public let keys: S3Keys
    /// Objects of at least so many bytes go up in parts.
    public var multipartBytes = 16 << 20
    /// Bytes of a part; S3 takes no less than 5 MiB but for the last.
    public var partBytes = 8 << 20
    /// Attempts at one request, the first among them.
    public var attempts = 5
    /// Before the second attempt; each later one waits twice as long.
    public var firstPause = Duration.milliseconds(200)
    /// For a connection to be made, and for a peer to say anything.
    public var patience = Duration.seconds(30)
    /// What local copies may take together.
    public var cacheBytes = 4 << 30

    /// - Parameter region: visible ASCII without a slash, or nil is returned.
    public init?(endpoint: S3Endpoint, bucket: S3Bucket, region: String, keys: S3Keys) {
        guard !region.isEmpty, region.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }) else {
            return nil
        }
        self.endpoint = endpoint
        self.bucket = bucket
        self.region = region
        self.keys = keys
    }
}

/// The `http` or `https` URL of a store, without a path.
public struct S3Endpoint: Sendable, Hashable, CustomStringConvertible {
    let scheme: String
    /// With its port, where that is not the scheme's own: as a `Host` header has it.
    let authority: String

    /// Nil where the text is no such URL.
    public init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = url.host?.lowercased(), !host.isEmpty, url.user == nil,
            url.password == nil, url.query == nil, url.fragment == nil, url.path.isEmpty || url.path == "/",
            url.port.map({ (1...65_535).contains($0) }) ?? true
        else { return nil }
        self.scheme = scheme
        let port = url.port.flatMap { $0 == (scheme == "http" ? 80 : 443) ? nil : ":\($0)" } ?? ""
        authority = host + port
    }

    public var description: String { "\(scheme)://\(authority)" }
}

/// A bucket's name.
public struct S3Bucket: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// Nil for what S3 takes for no name: 3 to 63 lower-case letters, digits, dots and hyphens.
    public init?(_ name: String) {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isName, (3...63).contains(name.utf8.count), !name.contains("..") else { return nil }
        description = name
    }
}

/// A key pair of which the secret half never shows up in a log: it prints as dots.
public struct S3Keys: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    let access: String
    let secret: String

    /// Nil where either half can't be one: empty, or anything but visible ASCII.
    public init?(access: String, secret: String) {
        for half in [access, secret] {
            guard !half.isEmpty, half.utf8.count <= 1024, half.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                return nil
            }
        }
        self.access = access
        self.secret = secret
    }

    public var description: String { "\(access) …" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
