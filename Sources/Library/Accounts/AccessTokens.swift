import Foundation
import Identity
import JWTKit

/// Signs and checks access tokens: JSON Web Tokens (RFC 7519) under HMAC-SHA-256, with one key.
struct AccessTokens: Sendable {
    /// What a token says.
    struct Claims: JWTPayload, Equatable {
        /// The account's UUID.
        let sub: String
        /// Seconds since 1970.
        let iat: Int
        let exp: Int
        let jti: String
        /// The session.
        let sid: String
        let surface: String

        /// Expiry is judged by the library's clock, not by JWTKit's.
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    private let keys = JWTKeyCollection()

    /// - Parameter signingKey: its UTF-8 bytes are the key, as they stand.
    init(signingKey: String) async {
        // HMAC fills a short key up with zeros itself (RFC 2104), so this changes no signature; JWTKit asserts 32
        // bytes.
        var bytes = Array(signingKey.utf8)
        while bytes.count < 32 { bytes.append(0) }
        await keys.add(hmac: HMACKey(from: bytes), digestAlgorithm: .sha256)
    }

    /// How long a token of `surface` is good.
    static func lifetime(on surface: Surface) -> TimeInterval {
        surface == .pocketMusec ? 15 * 60 : 30 * 60
    }

    func sign(_ claims: Claims) async throws -> String {
        do {
            return try await keys.sign(claims)
        } catch {
            throw LibraryError.broken(reason: "token: \(error)")
        }
    }

    /// What a token says, if it is ours and still good.
    func claims(of token: String, at now: Date) async throws(AuthenticationFailure) -> Claims {
        try Self.checkForm(token)
        let claims: Claims
        do {
            claims = try await keys.verify(token, as: Claims.self)
        } catch {
            throw .badSignature
        }
        guard Double(claims.exp) > now.timeIntervalSince1970 else { throw .expired }
        return claims
    }

    /// Looks at a token before anything in it is believed.
    ///
    /// JWTKit picks the key by `kid` and falls back to its default key for one that it does not know, so a token that
    /// names a key or another algorithm is refused here, however it is signed. We name no key in ours.
    private static func checkForm(_ token: String) throws(AuthenticationFailure) {
        let bytes = token.utf8
        guard bytes.count <= 4096 else { throw .malformed }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.allSatisfy(isBase64URL) }) else { throw .malformed }
        guard let data = Data(base64URL: parts[0]),
            let header = try? JSONDecoder().decode(Header.self, from: data),
            header.alg == "HS256", header.kid == nil, header.crit == nil
        else { throw .malformed }
        // 32 bytes leave two bits of the 43rd digit unused. A decoder that ignores them lets one signature be written
        // in four ways; we know only the one with zeros.
        guard parts[2].count == 43, let last = parts[2].last, "AEIMQUYcgkosw048".utf8.contains(last) else {
            throw .badSignature
        }
    }

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let crit: [String]?
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Data {
    fileprivate init?(base64URL digits: some Sequence<UInt8>) {
        var base64 = String(decoding: Array(digits), as: UTF8.self)
            .replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        self.init(base64Encoded: base64)
    }
}
