import Crypto
import Foundation
import Identity
import Library
import Testing

@Suite("Access tokens from hostile hands")
struct TokenTests {
    /// A token made by hand: any header, any claims, any key.
    private func forge(header: String, claims: String, key: String?) -> String {
        let signed = "\(encode(Data(header.utf8))).\(encode(Data(claims.utf8)))"
        guard let key else { return signed + "." }
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(signed.utf8), using: SymmetricKey(data: Data(key.utf8)))
        return "\(signed).\(encode(Data(code)))"
    }

    private func encode(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private func decode(_ part: Substring) throws -> String {
        var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        return String(decoding: try #require(Data(base64Encoded: text)), as: UTF8.self)
    }

    @Test("a token carries exactly the documented claims, and any other HMAC-SHA-256 implementation agrees")
    func documentedClaims() async throws {
        // A short key too: HMAC takes keys of any length, and ours are used as they stand.
        for key in ["a key for tests, long enough to be one", "short"] {
            try await withLibrary({ $0.secretKey = key }) { library, clock in
                let ann = try await library.accounts.register("ann@example.com")
                let signIn = try await library.accounts.signIn("ann")
                let parts = signIn.accessToken.split(separator: ".")
                let claims = try #require(
                    try JSONSerialization.jsonObject(with: Data(decode(parts[1]).utf8)) as? [String: Any])
                #expect(Set(claims.keys) == ["sub", "iat", "exp", "jti", "sid", "surface"])
                #expect(claims["sub"] as? String == ann.uuid)
                #expect(claims["iat"] as? Int == Int(clock.now.timeIntervalSince1970))
                #expect(claims["exp"] as? Int == Int(clock.now.timeIntervalSince1970) + 1800)
                #expect(claims["sid"] as? String == signIn.session)
                #expect(claims["surface"] as? String == "imalink")
                let code = HMAC<SHA256>.authenticationCode(
                    for: Data("\(parts[0]).\(parts[1])".utf8), using: SymmetricKey(data: Data(key.utf8)))
                #expect(encode(Data(code)) == parts[2])
            }
        }
    }

    @Test("another algorithm, another key, a key id and a critical extension are refused, whatever the signature")
    func forgedHeaders() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let signIn = try await library.accounts.signIn("ann")
            let claims = try decode(signIn.accessToken.split(separator: ".")[1])
            let key = "a key for tests, long enough to be one"
            let good = forge(header: #"{"alg":"HS256","typ":"JWT"}"#, claims: claims, key: key)
            _ = try await library.accounts.authenticate(good, on: .imaLink)

            let refused: [(String, AuthenticationFailure)] = [
                (forge(header: #"{"alg":"none"}"#, claims: claims, key: nil), .malformed),
                (forge(header: #"{"alg":"none"}"#, claims: claims, key: key), .malformed),
                (forge(header: #"{"alg":"HS256"}"#, claims: claims, key: nil), .badSignature),
                (forge(header: #"{"alg":"HS512"}"#, claims: claims, key: key), .malformed),
                (forge(header: #"{"alg":"hs256"}"#, claims: claims, key: key), .malformed),
                (forge(header: #"{"alg":"RS256"}"#, claims: claims, key: key), .malformed),
                (forge(header: #"{"alg":"HS256","kid":"other"}"#, claims: claims, key: key), .malformed),
                (forge(header: #"{"alg":"HS256","kid":7}"#, claims: claims, key: key), .malformed),
                (forge(header: #"{"alg":"HS256","crit":["x"]}"#, claims: claims, key: key), .malformed),
                (forge(header: #"{"typ":"JWT"}"#, claims: claims, key: key), .malformed),
                (forge(header: "nonsense", claims: claims, key: key), .malformed),
                (forge(header: #"{"alg":"HS256"}"#, claims: claims, key: "another key"), .badSignature),
                (forge(header: #"{"alg":"HS256"}"#, claims: claims, key: ""), .badSignature),
                (forge(header: #"{"alg":"HS256"}"#, claims: "{}", key: key), .badSignature),
                (forge(header: #"{"alg":"HS256"}"#, claims: #"{"exp":1e400}"#, key: key), .badSignature),
            ]
            for (token, failure) in refused {
                await #expect(throws: failure, "\(token)") {
                    try await library.accounts.authenticate(token, on: .imaLink)
                }
            }
        }
    }

    @Test("no character of a token can be changed")
    func tampered() async throws {
        try await withLibrary { library, _ in
            try await library.accounts.register("ann@example.com")
            let token = try await library.accounts.signIn("ann").accessToken
            for index in token.indices {
                for replacement in ["A", "B", "_"] where String(token[index]) != replacement {
                    let other = token.replacingCharacters(in: index...index, with: replacement)
                    await #expect(throws: AuthenticationFailure.self) {
                        try await library.accounts.authenticate(other, on: .imaLink)
                    }
                }
            }
        }
    }

    @Test("what is no token is refused without a crash")
    func garbage() async throws {
        let long = [String(repeating: "a", count: 1_000_000), String(repeating: "a.", count: 1000)]
        let short = ["", ".", "..", "...", "a.b.c", "a.b", "é.é.é", "====.====.====", "\u{0}.\u{0}.\u{0}"]
        try await withLibrary { library, _ in
            for token in short + long {
                await #expect(throws: AuthenticationFailure.malformed, "\(token.prefix(20))") {
                    try await library.accounts.authenticate(token, on: .imaLink)
                }
            }
        }
    }
}
