import Crypto

/// The name of a blob: the SHA-256 of its bytes. Equal bytes have equal keys, whoever sent them.
public struct BlobKey: Hashable, Sendable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let hex: String

    /// Nil for anything but 64 lower-case hexadecimal digits, so that a key can never name a path outside its folder.
    public init?(hex: String) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy(Self.isDigit) else { return nil }
        self.hex = hex
    }

    /// The key of bytes that are in memory already.
    public init(of bytes: [UInt8]) {
        self.init(digest: SHA256.hash(data: bytes))
    }

    init(digest: SHA256.Digest) {
        hex = Hex.encode(digest)
    }

    public var description: String { hex }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// A key, and how many bytes it names.
public struct BlobDescription: Hashable, Sendable {
    public let key: BlobKey
    public let sizeBytes: Int

    public init(key: BlobKey, sizeBytes: Int) {
        self.key = key
        self.sizeBytes = sizeBytes
    }
}
