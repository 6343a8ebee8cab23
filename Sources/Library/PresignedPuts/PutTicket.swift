import Crypto
import Foundation

/// The right to put one object through this program: whoever has it needs no account. It is passed as it stands, in a URL.
public struct PutTicket: Hashable, Sendable {
    /// The object's name.
    public let key: String
    public let mediaType: String
    public let sizeBytes: Int
    /// In seconds since 1970.
    public let expiry: Int
    /// 64 hexadecimal digits.
    public let signature: String

    public init(key: String, mediaType: String, sizeBytes: Int, expiry: Int, signature: String) {
        self.key = key
        self.mediaType = mediaType
        self.sizeBytes = sizeBytes
        self.expiry = expiry
        self.signature = signature
    }
}

/// Signs tickets, and knows its own signature again: an HMAC with SHA-256 over method, key, type, size and expiry.
struct PutSigner: Sendable {
    private let key: SymmetricKey

    /// - Parameter signingKey: which signs tokens too. From it a key is derived for this use alone, so that neither can ever
    ///   pass for the other.
    init(signingKey: String) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(signingKey.utf8)), info: Array("calotype presigned put 1".utf8),
            outputByteCount: 32)
    }

    func ticket(for key: String, mediaType: String, sizeBytes: Int, expiry: Int) -> PutTicket {
        let words = Self.words(key, mediaType, sizeBytes, expiry)
        let code = HMAC<SHA256>.authenticationCode(for: words, using: self.key)
        return PutTicket(
            key: key, mediaType: mediaType, sizeBytes: sizeBytes, expiry: expiry, signature: Hex.encode(code))
    }

    /// In a time that does not depend on how much of the signature is right.
    func hasSigned(_ ticket: PutTicket) -> Bool {
        guard let signature = Hex.decode(ticket.signature) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            signature, authenticating: Self.words(ticket.key, ticket.mediaType, ticket.sizeBytes, ticket.expiry),
            using: key)
    }

    /// Each with its length before it, so that no two tickets are the same words.
    private static func words(_ key: String, _ mediaType: String, _ sizeBytes: Int, _ expiry: Int) -> [UInt8] {
        ["PUT", key, mediaType, "\(sizeBytes)", "\(expiry)"].flatMap { word in
            Array("\(word.utf8.count):".utf8) + Array(word.utf8)
        }
    }
}
