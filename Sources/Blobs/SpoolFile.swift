import Crypto
import Glibc

/// The file of a spool, as it is handed to the home that is to keep its bytes. The spool holds it open until the home is
/// done, and unlinks it where it is still there then.
public struct SpoolFile: Sendable {
    let path: String
    let descriptor: Int32

    /// Bytes from `offset` on, at most `count`; none at the end. Blocks.
    func read(at offset: Int, count: Int) throws(BlobError) -> [UInt8] {
        var failure: BlobError?
        // The only way into the system call; the array's own memory, for the length that it states.
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(BlobError) {
                initialized = try Disk.retrying("read spool") {
                    pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// SHA-256 of a range of its bytes. Blocks.
    func hash(of range: Range<Int>) throws(BlobError) -> SHA256.Digest {
        var hash = SHA256()
        var offset = range.lowerBound
        while offset < range.upperBound {
            let chunk = try read(at: offset, count: min(Self.chunkBytes, range.upperBound - offset))
            guard !chunk.isEmpty else { throw BlobError(operation: "read spool", code: EIO) }
            hash.update(data: chunk)
            offset += chunk.count
        }
        return hash.finalize()
    }

    /// How much is held in memory at a time.
    static let chunkBytes = 256 * 1024
}
