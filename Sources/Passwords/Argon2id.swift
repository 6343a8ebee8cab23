import CArgon2

/// The two calls into libargon2. Both block for the whole of the work and take its memory. RFC 9106, version 0x13.
enum Argon2id {
    private static let hashBytes = 32

    /// The PHC string of `password`: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
    static func hash(_ password: String, salt: [UInt8], cost: PasswordCost) throws(PasswordError) -> String {
        let length = argon2_encodedlen(
            cost.passes, cost.memoryKiB, 1, UInt32(salt.count), UInt32(hashBytes), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let secret = Array(password.utf8)
        let code = argon2id_hash_encoded(
            cost.passes, cost.memoryKiB, 1, secret, secret.count, salt, salt.count, hashBytes, &encoded, length)
        guard code == ARGON2_OK.rawValue else { throw .failed(code: code) }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether `password` is what the PHC string was made of. libargon2 compares in constant time.
    static func verify(_ password: String, against encoded: String) throws(PasswordError) -> Bool {
        let secret = Array(password.utf8)
        let code = argon2id_verify(encoded, secret, secret.count)
        switch code {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        default: throw .failed(code: code)
        }
    }
}
