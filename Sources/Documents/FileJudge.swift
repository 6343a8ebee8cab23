import CMagic
import Dispatch
import Synchronization

/// Judges what files are by their bytes, with libmagic. One file at a time, on a queue of its own.
///
/// Its database is 8 MB, and is loaded by the first question; `prepare` asks that question ahead of time.
public final class FileJudge: Sendable {
    /// A cookie of libmagic's. It may be used on any thread, by one at a time, which the lock sees to.
    private struct Cookie: @unchecked Sendable {
        let pointer: magic_t
    }

    /// More of a file is not looked at. Twice this is taken for a while; every format that libmagic knows by an offset
    /// shows itself far before, but for a few images of disks.
    private static let bytesLookedAt = 256 << 10

    private let queue = DispatchQueue(label: "calotype.magic")
    private let cookie = Mutex<Cookie?>(nil)

    public init() {}

    deinit {
        if let cookie = cookie.withLock({ $0 }) { magic_close(cookie.pointer) }
    }

    /// What the file at `path` is. `.unknown` where it can't be read, or libmagic is not to be had.
    public func judge(path: String) async -> JudgedType {
        await onQueue { cookie in
            guard let words = magic_file(cookie, path) else { return .unknown }
            return JudgedType(magic: String(cString: words))
        }
    }

    /// Loads the database, and goes through it once.
    public func prepare() async {
        _ = await onQueue { cookie in
            let sample = Array("prepared\n".utf8)
            _ = magic_buffer(cookie, sample, sample.count)
            return .unknown
        }
    }

    private func onQueue(_ ask: @escaping @Sendable (magic_t) -> JudgedType) async -> JudgedType {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                let answer = cookie.withLock { cookie in
                    if cookie == nil { cookie = Self.open() }
                    return cookie.map { ask($0.pointer) }
                }
                continuation.resume(returning: answer ?? .unknown)
            }
        }
    }

    private static func open() -> Cookie? {
        guard let pointer = magic_open(MAGIC_MIME_TYPE | MAGIC_MIME_ENCODING | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS)
        else {
            return nil
        }
        guard magic_load(pointer, nil) == 0 else {
            magic_close(pointer)
            return nil
        }
        var limit = bytesLookedAt
        magic_setparam(pointer, MAGIC_PARAM_BYTES_MAX, &limit)
        return Cookie(pointer: pointer)
    }
}
