import Crypto
public import Foundation
import Glibc

/// Signs requests as AWS's Signature Version 4 has it ("Authenticating Requests (AWS Signature Version 4)", Amazon S3 API
/// Reference): what is to be done is written down in one canonical form, and an HMAC over it goes with the request.
public struct SignatureV4: Sendable {
    let keys: S3Keys
    let region: String
    let service: String

    public init(keys: S3Keys, region: String, service: String = "s3") {
        self.keys = keys
        self.region = region
        self.service = service
    }

    /// A request as far as it is signed.
    public struct Request: Sendable {
        public var method: String
        /// Percent-encoded, from the slash on.
        public var path: String
        /// Decoded names and values.
        public var query: [(name: String, value: String)]
        /// By lower-case name. Every one of them is signed; `host` has to be among them.
        public var headers: [String: String]

        public init(
            method: String, path: String, query: [(name: String, value: String)] = [], headers: [String: String]
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
        }
    }

    /// In place of the hash of a body that the signer does not know.
    public static let unsignedPayload = "UNSIGNED-PAYLOAD"

    /// The `Authorization` header of a request that carries `x-amz-date` (or `date`) already.
    ///
    /// - Parameter payloadHash: SHA-256 of the body in hex, or `unsignedPayload`.
    public func authorization(_ request: Request, payloadHash: String, at time: Date) -> String {
        let signature = signature(request, payloadHash: payloadHash, at: time)
        return "AWS4-HMAC-SHA256 Credential=\(keys.access)/\(scope(time)), "
            + "SignedHeaders=\(request.signedHeaders), Signature=\(signature)"
    }

    /// The query of a request that somebody else may make until `lifetimeSeconds` from now, with exactly these headers and
    /// any body.
    public func presignedQuery(_ request: Request, lifetimeSeconds: Int, at time: Date) -> String {
        var request = request
        request.query += [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", "\(keys.access)/\(scope(time))"),
            ("X-Amz-Date", Self.timestamp(time)), ("X-Amz-Expires", "\(lifetimeSeconds)"),
            ("X-Amz-SignedHeaders", request.signedHeaders),
        ]
        let signature = signature(request, payloadHash: Self.unsignedPayload, at: time)
        return request.canonicalQuery + "&X-Amz-Signature=\(signature)"
    }

    /// `20130524T000000Z`
    public static func timestamp(_ time: Date) -> String {
        var seconds = time_t(time.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return String(
            format: "%04d%02d%02dT%02d%02d%02dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
            parts.tm_min, parts.tm_sec)
    }

    private func scope(_ time: Date) -> String {
        "\(Self.timestamp(time).prefix(8))/\(region)/\(service)/aws4_request"
    }

    private func signature(_ request: Request, payloadHash: String, at time: Date) -> String {
        let canonical = [
            request.method, request.path, request.canonicalQuery, request.canonicalHeaders, request.signedHeaders,
            payloadHash,
        ].joined(separator: "\n")
        let toSign = [
            "AWS4-HMAC-SHA256", Self.timestamp(time), scope(time), Hex.encode(SHA256.hash(data: Array(canonical.utf8))),
        ].joined(separator: "\n")
        var key = Array("AWS4\(keys.secret)".utf8)
        for part in scope(time).split(separator: "/") { key = Self.hmac(key, part) }
        return Hex.encode(Self.hmac(key, toSign))
    }

    private static func hmac(_ key: [UInt8], _ text: some StringProtocol) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }
}

extension SignatureV4.Request {
    /// As it stands in the request's target too: sorted by encoded name, then value.
    var canonicalQuery: String {
        query.map { (URIText.encoded($0.name), URIText.encoded($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0)=\($1)" }.joined(separator: "&")
    }

    var signedHeaders: String { headers.keys.sorted().joined(separator: ";") }

    /// One line each, and an empty one at the end. Blanks around a value don't count, and several are one.
    fileprivate var canonicalHeaders: String {
        headers.sorted { $0.key < $1.key }.map { name, value in
            "\(name):\(value.split(separator: " ").joined(separator: " "))\n"
        }.joined()
    }
}
